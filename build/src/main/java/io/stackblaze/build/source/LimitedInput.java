package io.stackblaze.build.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Input of which only so much is read. Closing it leaves the stream below open. */
final class LimitedInput extends FilterInputStream {
    /** There was more. */
    static final class Exceeded extends IOException {
        private static final long serialVersionUID = 1;
    }

    private long left;

    LimitedInput(InputStream in, long bytes) {
        super(in);
        left = bytes;
    }

    @Override
    public int read() throws IOException {
        return count(super.read(), 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var read = super.read(buffer, offset, length);
        return count(read, read);
    }

    private int count(int result, int read) throws IOException {
        if (result >= 0) {
            left -= read;
            if (left < 0) {
                throw new Exceeded();
            }
        }
        return result;
    }

    @Override
    public void close() {}
}
