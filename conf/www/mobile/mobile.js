import { start } from '/shared/app.js';

const board = document.getElementById('board');
const parts = [...document.querySelectorAll('.parts button')];
const palette = document.getElementById('palette');
const paletteButton = document.getElementById('palette-button');
const edge = document.getElementById('edge');
const edgeButton = document.getElementById('edge-button');

const layout = {
  onShown: () => {},
  shows: part => board.dataset.part === part,
  show(part) {
    board.dataset.part = part;
    for (const button of parts) button.ariaCurrent = button.dataset.part === part ? 'true' : null;
    openPalette(false);
    layout.onShown(part);
    if (part === 'chat') {
      const log = board.querySelector('.log');
      log.scrollTop = log.scrollHeight;
    }
  },
};

function openPalette(open) {
  palette.hidden = !open;
  paletteButton.setAttribute('aria-expanded', open);
}

for (const button of parts) button.addEventListener('click', () => layout.show(button.dataset.part));
paletteButton.addEventListener('click', () => openPalette(palette.hidden));
palette.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  openPalette(false);
  paletteButton.focus();
});
board.addEventListener('pointerdown', event => {
  if (event.target.closest('svg.sheet')) openPalette(false);
});
new MutationObserver(() => {
  paletteButton.firstElementChild.className = 'drop ink-' + board.dataset.ink;
}).observe(board, { attributeFilter: ['data-ink'] });

edgeButton.addEventListener('click', () => edge.showModal());
edge.addEventListener('click', event => { if (event.target === edge) edge.close(); });
// The button in the header says in short what the dialog says.
new MutationObserver(() => {
  edgeButton.dataset.live = edge.dataset.live ?? '';
  const latest = edge.querySelector('.latest');
  const via = latest ? 'via ' + latest.querySelector('.short').textContent : '';
  edgeButton.querySelector('.latest-gateway').textContent = edge.dataset.live === 'lost' ? 'waiting' : via;
}).observe(edge, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-live'] });

start(layout);
