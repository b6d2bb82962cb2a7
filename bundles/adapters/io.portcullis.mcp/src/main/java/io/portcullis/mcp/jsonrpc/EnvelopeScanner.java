// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scanner for the id and the kind of a refused message, so that its sender does not wait for a
 * response in vain. It accepts values that the strict reader refuses: bad UTF-8, control
 * characters, surrogates, words such as {@code NaN}, repeated names, any length. Where the
 * structure breaks it stops, and reports no id if another one may follow. It takes the message in
 * pieces and holds only a name and an id. For one thread.
 */
public final class EnvelopeScanner {
  /** The longest raw name or id that is examined; a longer name may be an escaped id. */
  private static final int MAX_TOKEN = 6 * RequestId.MAX_LENGTH + 2;

  /** The deepest nesting that is followed. */
  private static final int MAX_DEPTH = 1 << 20;

  private enum State {
    START,
    NAME,
    COLON,
    VALUE,
    AFTER_VALUE,
    TEXT,
    ESCAPE,
    WORD,
    DONE,
    BROKEN
  }

  private static final MessageReader READER = new MessageReader(MAX_TOKEN + 16);

  private final List<RefusedMessage> messages = new ArrayList<>();
  private final BitSet objects = new BitSet();
  private final ByteArrayOutputStream token = new ByteArrayOutputStream();
  private State state = State.START;
  private int mark;
  private int depth;

  /** The depth of the members of a message: 1, or 2 in a batch. */
  private int top = 1;

  private boolean textIsName;
  private boolean listening;
  private boolean tokenTooLong;
  private byte before;
  private boolean suspicious;

  private boolean open;
  private boolean asks;
  private boolean answers;
  private int ids;
  private @Nullable RequestId id;
  private boolean valueIsId;

  /**
   * Scans one message that was read as a whole.
   *
   * @param message the message or the batch
   * @return the result: one element, or one for each message of a batch
   */
  static List<RefusedMessage> scan(byte[] message) {
    EnvelopeScanner scanner = new EnvelopeScanner();
    scanner.feed(message);
    return scanner.end();
  }

  /**
   * Scans the next piece of the message.
   *
   * @param piece the bytes, which are not kept
   */
  public void feed(byte[] piece) {
    for (byte b : piece) {
      accept(b);
    }
  }

  /**
   * Ends the message.
   *
   * @return the result: one element, or one for each of the first {@value MessageReader#MAX_BATCH}
   *     messages of a batch
   */
  public List<RefusedMessage> end() {
    if (open) {
      addMessage(false);
    }
    if (messages.isEmpty()) {
      return List.of(RefusedMessage.UNREADABLE);
    }
    if (top == 1 && state == State.BROKEN) {
      RefusedMessage one = messages.get(0); // nothing may follow it
      return List.of(
          new RefusedMessage(
              one.asks(), one.answers(), false, one.identified(), suspicious ? null : one.id()));
    }
    return withUniqueIds();
  }

  /** Drops ids that two requests of a batch share: they cannot be distinguished. */
  private List<RefusedMessage> withUniqueIds() {
    Set<RequestId> seen = new HashSet<>();
    Set<RequestId> twice = new HashSet<>();
    for (RefusedMessage message : messages) {
      if (message.id() != null && !seen.add(message.id())) {
        twice.add(message.id());
      }
    }
    return messages.stream().map(m -> twice.contains(m.id()) ? withoutId(m) : m).toList();
  }

  private static RefusedMessage withoutId(RefusedMessage one) {
    return new RefusedMessage(one.asks(), one.answers(), one.complete(), one.identified(), null);
  }

  private void accept(byte b) {
    switch (state) {
      case TEXT -> text(b);
      case ESCAPE -> {
        note(b);
        state = State.TEXT;
      }
      case WORD -> word(b);
      case BROKEN -> rest(b);
      default -> between(b);
    }
  }

  private void between(byte b) {
    if (b == ' ' || b == '\t' || b == '\n' || b == '\r') {
      return;
    }
    switch (state) {
      case START -> start(b);
      case NAME -> nameOrEnd(b);
      case COLON -> expect(b == ':', State.VALUE, b);
      case VALUE -> value(b);
      case AFTER_VALUE -> commaOrEnd(b);
      case DONE, TEXT, ESCAPE, WORD, BROKEN -> fail(b);
    }
  }

  private void nameOrEnd(byte b) {
    if (b == '"') {
      beginText(true);
    } else {
      close(b); // after a comma too, which many readers forgive
    }
  }

  private void commaOrEnd(byte b) {
    if (b == ',') {
      state = objects.get(depth) ? State.NAME : State.VALUE;
    } else {
      close(b);
    }
  }

  /** Accepts a byte order mark, because the text behind it can still be read. */
  private void start(byte b) {
    boolean ofMark = mark < 3 && b == (byte) (mark == 0 ? 0xEF : mark == 1 ? 0xBB : 0xBF);
    if (ofMark) {
      mark++;
    } else if (b == '{' && (mark == 0 || mark == 3)) {
      descend(true);
    } else if (b == '[' && (mark == 0 || mark == 3)) {
      top = 2;
      descend(false);
    } else {
      fail(b);
    }
  }

  private void value(byte b) {
    if (b == '{' || b == '[') {
      descend(b == '{');
    } else if (b == '"') {
      beginText(false);
    } else if (isOfWord(b)) {
      state = State.WORD;
      beginToken(valueIsId && depth == top);
      note(b);
    } else {
      close(b); // an empty array, or a comma at its end
    }
  }

  private void descend(boolean object) {
    if (depth == MAX_DEPTH) {
      suspicious = true;
      state = State.BROKEN;
      return;
    }
    if (depth == top && valueIsId) {
      valueIsId = false; // an object or array is not an id
    }
    depth++;
    objects.set(depth, object);
    if (depth == top && object) {
      beginMessage();
    }
    state = object ? State.NAME : State.VALUE;
  }

  private void beginMessage() {
    open = true;
    asks = false;
    answers = false;
    ids = 0;
    id = null;
  }

  private void close(byte b) {
    boolean object = objects.get(depth);
    if (b != (object ? '}' : ']') || (object && state == State.VALUE)) {
      fail(b);
      return;
    }
    if (depth == top && object) {
      addMessage(true);
    }
    depth--;
    valueEnded();
  }

  private void valueEnded() {
    state = depth == 0 ? State.DONE : State.AFTER_VALUE;
  }

  private void beginText(boolean name) {
    textIsName = name;
    state = State.TEXT;
    beginToken(depth == top && objects.get(depth) && (name || valueIsId));
    note((byte) '"');
  }

  private void text(byte b) {
    note(b);
    if (b == '\\') {
      state = State.ESCAPE;
    } else if (b == '"' && textIsName) {
      state = State.COLON;
      nameEnds();
    } else if (b == '"') {
      idEnds();
      valueEnded();
    }
  }

  private void word(byte b) {
    if (isOfWord(b)) {
      note(b);
    } else {
      idEnds();
      valueEnded();
      accept(b);
    }
  }

  private static boolean isOfWord(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '-'
        || b == '+'
        || b == '.';
  }

  private void beginToken(boolean listens) {
    listening = listens;
    tokenTooLong = false;
    token.reset();
  }

  private void note(byte b) {
    if (listening && token.size() < MAX_TOKEN) {
      token.write(b);
    } else if (listening) {
      tokenTooLong = true;
    }
  }

  private void nameEnds() {
    valueIsId = false;
    if (!listening) {
      return;
    }
    String name = JsonNames.decoded(token.toString(StandardCharsets.UTF_8));
    String plain =
        MemberNames.plain(name.replace("\uFFFD", "")); // some readers skip this character
    if (tokenTooLong || plain.equalsIgnoreCase("id")) {
      ids++;
      valueIsId = name.equals("id") && !tokenTooLong;
    } else if (plain.equalsIgnoreCase("method")) {
      asks = true;
    } else if (plain.equalsIgnoreCase("result") || plain.equalsIgnoreCase("error")) {
      answers = true;
    }
  }

  private void idEnds() {
    if (valueIsId && depth == top && listening && !tokenTooLong) {
      id = idOf(token.toByteArray());
    }
    if (depth == top) {
      valueIsId = false;
    }
  }

  private @Nullable RequestId idOf(byte[] raw) {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    object.writeBytes("{\"id\":".getBytes(StandardCharsets.US_ASCII));
    object.writeBytes(raw);
    object.write('}');
    try {
      return READER.idOf(object.toByteArray());
    } catch (MalformedException e) {
      return null;
    }
  }

  private void addMessage(boolean complete) {
    open = false;
    if (messages.size() < MessageReader.MAX_BATCH) {
      boolean one = ids == 1 && !(suspicious && !complete);
      messages.add(new RefusedMessage(asks, answers, complete, ids > 0, one ? id : null));
    }
  }

  private void expect(boolean condition, State next, byte b) {
    if (condition) {
      state = next;
    } else {
      fail(b);
    }
  }

  private void fail(byte b) {
    state = State.BROKEN;
    rest(b);
  }

  /** Behind a break, only checks whether anything looks like an id. */
  private void rest(byte b) {
    boolean letters = (before == 'i' || before == 'I') && (b == 'd' || b == 'D');
    suspicious |= letters || b == '\\' || b < 0;
    before = b;
  }
}
