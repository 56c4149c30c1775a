/**
 * The canvas service: drawings as JSON, and as SVG.
 * In: calls under {@code /canvas}; a drawing is any JSON object, of which only {@code shapes} and {@code layers} are understood.
 * Out: the drawing as it was saved, its SHA-256, or an SVG that carries nothing active.
 * Owns: {@link owlboard.services.canvas.Canvases}.
 * Threads: any; large drawings are parsed, hashed and rendered by workers.
 * Never: puts a client's text into SVG unescaped, or a URL into a style.
 * Source: OwlBoard's Canvas_Service; SVG 1.1; XML 1.0 §2.2 (characters).
 */
package owlboard.services.canvas;
