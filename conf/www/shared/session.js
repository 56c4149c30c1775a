// Who is logged in, for as long as this tab is open.

import { element } from './dom.js';

const KEY = 'owlboard.token';

export class Session {
  user = null;
  #api;

  constructor(api) {
    this.#api = api;
  }

  /** Goes on after a reload of the page; false when somebody has to log in. */
  async resume() {
    const token = sessionStorage.getItem(KEY);
    if (!token) return false;
    this.#api.token = token;
    try {
      this.user = await this.#api.get('/users/me');
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
    sessionStorage.setItem(KEY, token);
  }

  leave() {
    sessionStorage.removeItem(KEY);
    this.#api.token = null;
    this.user = null;
  }
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
  root.replaceChildren(element('div', { class: 'brand' }, element('img', { src: '/shared/owl.svg', alt: '', width: 56, height: 56 }),
    element('p', { class: 'name' }, 'OwlBoard'), element('p', { class: 'tagline' }, 'Draw together, from anywhere.')), form);
  name.input.focus();
}

function field(label, attributes) {
  const input = element('input', { type: 'text', ...attributes });
  return { label, input, row: element('label', { class: 'field' }, element('span', {}, label), input) };
}
