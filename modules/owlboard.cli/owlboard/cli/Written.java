package owlboard.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Where a command's output goes. It knows why not all of it arrived there, which a PrintStream keeps to itself. */
final class Written extends FilterOutputStream {
    private IOException trouble;

    Written(OutputStream to) {
        super(to);
    }

    @Override public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException failed) {
            if (trouble == null) trouble = failed;
            throw failed;
        }
    }

    /** Each line arrives when it is printed. A locale of ASCII alone, as containers have, gets UTF-8: its terminal is one of that. */
    PrintStream stream(Charset locale) {
        return new PrintStream(this, true, locale.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : locale);
    }

    /** Empty: all has arrived, or a reader has seen enough and gone ({@code | head -1}). */
    String trouble() {
        if (trouble == null || "Broken pipe".equals(trouble.getMessage())) return "";
        return trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    }
}
