import { start } from '/shared/app.js';

const tabs = [...document.querySelectorAll('[role=tab]')];

const layout = {
  onShown: () => {},
  shows: part => !document.getElementById(part).hidden,
  show(part) {
    if (part === 'board') return;  // it is always in sight
    for (const tab of tabs) {
      const chosen = tab.dataset.part === part;
      tab.setAttribute('aria-selected', chosen);
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.dataset.part).hidden = !chosen;
    }
    layout.onShown(part);
  },
};

for (const tab of tabs) {
  tab.addEventListener('click', () => layout.show(tab.dataset.part));
  tab.addEventListener('keydown', event => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const next = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
    layout.show(next.dataset.part);
    next.focus();
  });
}

start(layout);
