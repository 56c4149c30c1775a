/**
 * The chat service: a room per board, its last messages, who is in it, and a WebSocket that speaks both ways.
 * In: calls under {@code /chat}; {@code chat_message}, {@code typing} and {@code draw} from WebSockets.
 * Out: {@code {"type": "chat_message|typing|draw|user_joined|user_left|error", "data": {..}}} to the room.
 * Owns: {@link owlboard.services.chat.Messages}; who is present.
 * Threads: any; a message never waits for a slow reader.
 * Never: takes the sender of a WebSocket's message from the message: it is who opened the socket.
 * Source: OwlBoard's Chat_Service.
 */
package owlboard.services.chat;
