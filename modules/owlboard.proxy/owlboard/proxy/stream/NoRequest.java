package owlboard.proxy.stream;

import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;
import owlboard.wire.net.Duplex;

/** The client of a session, as far as an exchange asks for one: there is neither a request nor an answer with a head. */
record NoRequest(Loop loop) implements Client.Silent {
    /** By loop: nobody writes into them. */
    private static final AnswerHead[] HEADS = new AnswerHead[Loops.all().size()];

    @Override
    public Duplex duplex() {
        throw new IllegalStateException("its bytes are the session's");
    }

    @Override
    public AnswerHead answerHead() {
        if (HEADS[loop.index] == null) HEADS[loop.index] = new AnswerHead();
        return HEADS[loop.index];
    }
}
