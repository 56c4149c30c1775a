/**
 * A headless Chromium, driven over its DevTools WebSocket.
 * In: a page's address, a screen, what a person does. Out: what the page shows, what it complains about, pictures.
 * Owns: one browser process with a profile of its own; each page is another person: cookies and storage are not shared.
 * Threads: one test at a time. Never: leaves a process or a profile behind.
 * Source: the Chrome DevTools Protocol, domains Target, Page, Runtime, Input, Emulation, Log.
 */
package owlboard.browser;
