package io.stackblaze.redis.move.wire;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One connection to a server. Any number of commands may be sent before their answers are received, in the same order.
 * One thread at a time; but one may send while another receives.
 */
public final class Connection implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** Redis bounds a value by 512 MB; a longer one is no Redis. */
    private static final int LONGEST = 1 << 29;
    private static final int DEEPEST = 8;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] received = new byte[BUFFER];
    private final byte[] unsent = new byte[BUFFER];
    private int position;
    private int limit;
    private int pending;

    /**
     * Speaks over a connected socket, and owns it.
     *
     * @param silence how long the server may take to say anything
     */
    public Connection(Socket socket, Duration silence) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Asks one thing. */
    public Reply ask(Command command) throws IOException {
        send(List.of(command));
        return receive();
    }

    /** Asks many things in one go. */
    public List<Reply> ask(List<Command> commands) throws IOException {
        send(commands);
        return receive(commands.size());
    }

    /** Sends commands; their answers are to be received later. */
    public void send(List<Command> commands) throws IOException {
        for (Command command : commands) {
            line('*', command.words().size());
            for (byte[] word : command.words()) {
                line('$', word.length);
                write(word);
                write((byte) '\r');
                write((byte) '\n');
            }
        }
        flush();
    }

    /** Receives the next answers. */
    public List<Reply> receive(int count) throws IOException {
        var replies = new ArrayList<Reply>(count);
        for (int i = 0; i < count; i++) {
            replies.add(receive());
        }
        return replies;
    }

    /** Receives the next answer. */
    public Reply receive() throws IOException {
        return receiveAt(0);
    }

    /** Waits for the begin of an answer, as long as the server may be silent; false when none came. */
    public boolean hasAnswer() throws IOException {
        try {
            if (position == limit) {
                fill();
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /** All that comes from here on, as it comes; nothing can be asked any more. It ends with the connection. */
    public InputStream stream() {
        var here = new ByteArrayInputStream(received, position, limit - position);
        return new SequenceInputStream(here, in);
    }

    /** Closes the socket; whoever waits for an answer gets an error. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    private Reply receiveAt(int depth) throws IOException {
        var kind = next();
        return switch (kind) {
            case '+' -> new Reply.Status(text());
            case '-' -> new Reply.Failure(text());
            case ':' -> new Reply.Whole(whole());
            case '$' -> bulk();
            case '*' -> items(depth);
            default -> throw new IOException("the other side does not speak the protocol of Redis");
        };
    }

    private Reply bulk() throws IOException {
        var length = length();
        if (length < 0) {
            return new Reply.Nil();
        }
        var have = Math.min(length, limit - position);
        var bytes = Arrays.copyOfRange(received, position, position + have);
        position += have;
        if (have < length) {
            bytes = joined(bytes, rest(length - have));
        }
        next();
        next();
        return new Reply.Bulk(bytes);
    }

    /** What is promised takes memory only when it comes. */
    private byte[] rest(int length) throws IOException {
        var rest = in.readNBytes(length);
        if (rest.length < length) {
            throw new EOFException("the server ended the connection");
        }
        return rest;
    }

    private static byte[] joined(byte[] begin, byte[] end) {
        if (begin.length == 0) {
            return end;
        }
        var all = Arrays.copyOf(begin, begin.length + end.length);
        System.arraycopy(end, 0, all, begin.length, end.length);
        return all;
    }

    private Reply items(int depth) throws IOException {
        var length = length();
        if (length < 0) {
            return new Reply.Nil();
        }
        if (depth == DEEPEST) {
            throw new IOException("the other side does not speak the protocol of Redis");
        }
        var replies = new ArrayList<Reply>(Math.min(length, 1024));
        for (int i = 0; i < length; i++) {
            replies.add(receiveAt(depth + 1));
        }
        return new Reply.Items(replies);
    }

    private int length() throws IOException {
        var length = whole();
        if (length < -1 || length > LONGEST) {
            throw new IOException("the other side does not speak the protocol of Redis");
        }
        return (int) length;
    }

    private long whole() throws IOException {
        var digit = next();
        var negative = digit == '-';
        if (negative) {
            digit = next();
        }
        var number = 0L;
        while (digit != '\r') {
            if (digit < '0' || digit > '9') {
                throw new IOException("the other side does not speak the protocol of Redis");
            }
            number = number * 10 + (digit - '0');
            digit = next();
        }
        next();
        return negative ? -number : number;
    }

    private String text() throws IOException {
        var text = new StringBuilder();
        for (var letter = next(); letter != '\r'; letter = next()) {
            if (text.length() > BUFFER) {
                throw new IOException("the other side does not speak the protocol of Redis");
            }
            text.append((char) (letter & 0xff));
        }
        next();
        return text.toString();
    }

    private byte next() throws IOException {
        if (position == limit) {
            fill();
        }
        return received[position++];
    }

    private void fill() throws IOException {
        var count = in.read(received);
        if (count < 0) {
            throw new EOFException("the server ended the connection");
        }
        position = 0;
        limit = count;
    }

    private void line(char kind, int number) throws IOException {
        write((byte) kind);
        write(Command.bytes(number));
        write((byte) '\r');
        write((byte) '\n');
    }

    private void write(byte one) throws IOException {
        if (pending == unsent.length) {
            flush();
        }
        unsent[pending++] = one;
    }

    private void write(byte[] bytes) throws IOException {
        if (bytes.length > unsent.length - pending) {
            flush();
        }
        if (bytes.length > unsent.length) {
            out.write(bytes);
        } else {
            System.arraycopy(bytes, 0, unsent, pending, bytes.length);
            pending += bytes.length;
        }
    }

    private void flush() throws IOException {
        out.write(unsent, 0, pending);
        pending = 0;
        out.flush();
    }
}
