/**
 * The comments service: comments at places of a board, and a WebSocket per board that announces each change.
 * In: calls under {@code /comments}. Out: JSON; {@code {"type": "comment_created|comment_updated|comment_deleted", "data": {..}}} to
 * listeners. Owns: {@link owlboard.services.comments.Comments}, in memory or in MongoDB. Threads: any. Never: announces changes of a
 * comment in another order than they were stored. Source: OwlBoard's Comments_Service.
 */
package owlboard.services.comments;
