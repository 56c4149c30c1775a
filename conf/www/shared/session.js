// Who is logged in: in all tabs of this browser, until somebody logs out in one of them.

import { element } from './dom.js';

const KEY = 'owlboard.token';

/** Dispatches `elsewhere` when another tab has logged in or out. */
export class Session extends EventTarget {
  user = null;
  #api;

  constructor(api) {
    super();
    this.#api = api;
    addEventListener('storage', event => {
      if ((event.key === KEY || event.key === null) && localStorage.getItem(KEY) !== this.#api.token) this.dispatchEvent(new Event('elsewhere'));
    });
  }

  /** Goes on after a reload of the page; false when somebody has to log in. */
  async resume(signal) {
    const token = localStorage.getItem(KEY);
    this.user = null;
    this.#api.token = token;
    if (!token) return false;
    try {
      this.user = await this.#api.need('/users/me', 'your account', signal);
      return true;
    } catch (failure) {
      if (failure.status !== 401 && failure.status !== 404) throw failure;
      this.leave();
      return false;
    }
  }

  async register(account) {
    await this.#api.post('/users/register', account);
    await this.logIn(account.username, account.password);
  }

  async logIn(username, password) {
    const { access_token: token, user } = await this.#api.call('POST', '/users/login', { username, password }, true);
    this.#api.token = token;
    this.user = user;
    localStorage.setItem(KEY, token);
  }

  leave() {
    localStorage.removeItem(KEY);
    this.#api.token = null;
    this.user = null;
  }
}

/** While it is not known who is here. */
export function showWaiting(root, api) {
  root.replaceChildren(brand(), element('p', { class: 'empty later', role: 'status' }, 'Waiting for OwlBoard to answer ', element('button', { type: 'button', on: { click: () => api.tryNow() } }, 'Try now')));
}

function brand() {
  return element('div', { class: 'brand' }, element('img', { src: '/shared/owl.svg', alt: '', width: 56, height: 56 }),
    element('p', { class: 'name' }, 'OwlBoard'), element('p', { class: 'tagline' }, 'Draw together, from anywhere.'));
}

/** The form to log in, or to register. */
export function showSignIn(root, session, done) {
  const name = field('Name', { name: 'username', autocomplete: 'username', required: true, maxlength: 64, autocapitalize: 'none', spellcheck: 'false' });
  const mail = field('E-mail', { name: 'email', type: 'email', autocomplete: 'email', maxlength: 254 });
  const password = field('Password', { name: 'password', type: 'password', required: true, maxlength: 256 });
  const hint = element('p', { class: 'hint', id: 'password-hint' }, 'At least 6 characters');
  const trouble = element('p', { class: 'trouble', role: 'alert' });
  const submit = element('button', { class: 'primary', type: 'submit' });
  const other = element('button', { class: 'quiet', type: 'button' });
  const heading = element('h1');
  const form = element('form', { class: 'card', novalidate: true }, heading, name.row, mail.row, password.row, hint, trouble, submit, other);
  let registers = false;

  const turn = () => {
    heading.textContent = registers ? 'Create an account' : 'Log in';
    submit.textContent = registers ? 'Create account' : 'Log in';
    other.textContent = registers ? 'I have an account' : 'Create an account';
    mail.row.hidden = !registers;
    hint.hidden = !registers;
    mail.input.required = registers;
    password.input.autocomplete = registers ? 'new-password' : 'current-password';
    trouble.textContent = '';
  };
  other.addEventListener('click', () => { registers = !registers; turn(); name.input.focus(); });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const wrong = [name, mail, password].find(({ input, row }) => !row.hidden && !input.checkValidity());
    if (wrong) {
      trouble.textContent = `${wrong.label}: ${wrong.input.validationMessage}`;
      wrong.input.focus();
      return;
    }
    submit.disabled = true;
    trouble.textContent = '';
    try {
      const username = name.input.value.trim();
      if (registers) await session.register({ username, email: mail.input.value.trim(), password: password.input.value });
      else await session.logIn(username, password.input.value);
      done();
    } catch (failure) {
      trouble.textContent = failure.message;
      (failure.status === 401 ? password : name).input.focus();
    } finally {
      submit.disabled = false;
    }
  });
  turn();
  root.replaceChildren(brand(), form);
  name.input.focus();
}

function field(label, attributes) {
  const input = element('input', { type: 'text', ...attributes });
  return { label, input, row: element('label', { class: 'field' }, element('span', {}, label), input) };
}
