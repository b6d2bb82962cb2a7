// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader of JSON-RPC 2.0 messages that refuses every text that a server could read differently.
 * Thread-safe.
 */
public final class MessageReader {
  /** The maximum number of messages of a batch. */
  public static final int MAX_BATCH = 100;

  private static final List<String> KEYS =
      List.of("jsonrpc", "id", "method", "params", "result", "error");

  private final int maxBytes;
  private final StrictJson json;

  /**
   * Creates a reader with a limit.
   *
   * @param maxBytes the longest message, in bytes of UTF-8
   */
  public MessageReader(int maxBytes) {
    this.maxBytes = maxBytes;
    json = new StrictJson(maxBytes);
  }

  /**
   * Reads one line.
   *
   * @param line the line without its line feed; one carriage return at its end is accepted
   * @param batches whether the negotiated revision has batches
   * @return the message, or the messages of the batch; empty for a blank line
   * @throws MalformedException if the line is anything else
   */
  public List<Message> read(byte[] line, boolean batches) throws MalformedException {
    try {
      return messages(decode(line, false), batches);
    } catch (MalformedException e) {
      throw e.in(line);
    }
  }

  private List<Message> messages(String text, boolean batches) throws MalformedException {
    int first = firstVisible(text);
    if (first < 0) {
      return List.of();
    }
    if (text.charAt(first) != '[') {
      return List.of(message(text));
    }
    if (!batches) {
      throw new MalformedException(Reason.BATCH);
    }
    return batch(text);
  }

  private List<Message> batch(String text) throws MalformedException {
    List<Message> messages = new ArrayList<>();
    for (int[] place : json.objectsOfArray(text, MAX_BATCH)) {
      messages.add(message(text.substring(place[0], place[1])));
    }
    if (messages.isEmpty()) {
      throw new MalformedException(Reason.BATCH_CONTENT);
    }
    return messages;
  }

  /**
   * Reads one message from the body of an HTTP request or an event, where line breaks between
   * tokens have no meaning.
   *
   * @param body the message and nothing else
   * @return the message
   * @throws MalformedException if the body is anything else; batches are refused
   */
  public Message readBody(byte[] body) throws MalformedException {
    try {
      String text = decode(body, true);
      int first = firstVisible(text);
      if (first >= 0 && text.charAt(first) == '[') {
        throw new MalformedException(Reason.BATCH);
      }
      return message(text);
    } catch (MalformedException e) {
      throw e.in(body);
    }
  }

  /** Returns the id in an object that contains only an id, or null. */
  @Nullable RequestId idOf(byte[] object) throws MalformedException {
    Member id = members(decode(object, false)).get("id");
    return id == null ? null : RequestId.of(id);
  }

  private String decode(byte[] line, boolean lineBreaks) throws MalformedException {
    if (line.length > maxBytes) {
      throw new MalformedException(Reason.TOO_LARGE);
    }
    if (beginsWithByteOrderMark(line)) {
      throw new MalformedException(Reason.BYTE_ORDER_MARK);
    }
    if (isAscii(line, lineBreaks)) { // a decoder costs several times as much
      return new String(line, StandardCharsets.US_ASCII);
    }
    return utf8(line);
  }

  private static boolean beginsWithByteOrderMark(byte[] line) {
    return line.length >= 3
        && line[0] == (byte) 0xEF
        && line[1] == (byte) 0xBB
        && line[2] == (byte) 0xBF;
  }

  /**
   * Checks whether no byte is over 127.
   *
   * @throws MalformedException if a NUL, or a line break that is not allowed, is among the bytes
   */
  private static boolean isAscii(byte[] line, boolean lineBreaks) throws MalformedException {
    int bits = 0;
    for (int i = 0; i < line.length; i++) {
      byte b = line[i];
      bits |= b;
      if (b == 0) {
        throw new MalformedException(Reason.NUL);
      }
      if (!lineBreaks && (b == '\n' || (b == '\r' && i + 1 < line.length))) {
        throw new MalformedException(Reason.LINE_BREAK);
      }
    }
    return bits >= 0;
  }

  private static String utf8(byte[] line) throws MalformedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(line))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(Reason.NOT_UTF8);
    }
  }

  private static int firstVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (" \t\r\n".indexOf(text.charAt(i)) < 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Reads one message that is already text.
   *
   * @param text the message
   * @return the message
   * @throws MalformedException if the text is not a message
   */
  public Message message(String text) throws MalformedException {
    Envelope envelope = new Envelope();
    json.object(text, envelope);
    return envelope.message(text);
  }

  /**
   * Reads the members of an object inside a message.
   *
   * @param text the message
   * @param object the position of the object
   * @return the members, or {@link Members#NONE} if the value is not an object
   * @throws MalformedException if the object cannot be read
   */
  public Members members(String text, @Nullable Member object) throws MalformedException {
    if (object == null || object.kind() != Member.Kind.OBJECT) {
      return Members.NONE;
    }
    return members(object.in(text));
  }

  /**
   * Reads the members of an object.
   *
   * @param object the JSON of the object
   * @return the members, with their positions in that text
   * @throws MalformedException if the text is not an object, or two readers could read it
   *     differently
   */
  public Members members(String object) throws MalformedException {
    return json.members(object);
  }

  /**
   * Finds the objects of an array.
   *
   * @param array the JSON of the array
   * @param most the maximum number of objects
   * @return the positions of the objects: pairs of start and end, in characters
   * @throws MalformedException if the text is anything else, or the objects are too many
   */
  public List<int[]> objectsOfArray(String array, int most) throws MalformedException {
    return json.objectsOfArray(array, most);
  }

  /** Collects the members at the top of a message. */
  private static final class Envelope implements StrictJson.Visitor {
    private final Map<String, Member> known = new HashMap<>();
    private Members params = Members.NONE;
    private Members result = Members.NONE;

    @Override
    public boolean wantsInner(String name) {
      return name.equals("params") || name.equals("result");
    }

    @Override
    public void member(Member member, Members inner) throws MalformedException {
      String plain = MemberNames.plain(member.name());
      for (String key : KEYS) {
        if (key.equals(member.name())) {
          known.put(key, member);
        } else if (key.equalsIgnoreCase(plain)) {
          throw new MalformedException(Reason.CASE_VARIANT);
        }
      }
      if (member.name().equals("params")) {
        params = inner;
      } else if (member.name().equals("result")) {
        result = inner;
      }
    }

    Message message(String text) throws MalformedException {
      Member version = known.get("jsonrpc");
      if (version == null || version.kind() != Member.Kind.TEXT || !version.text().equals("2.0")) {
        throw new MalformedException(Reason.VERSION);
      }
      boolean answers = known.containsKey("result") || known.containsKey("error");
      Member method = known.get("method");
      if (method != null && answers) {
        throw new MalformedException(Reason.SHAPE);
      }
      return method != null ? call(text, method) : response(text);
    }

    private Message call(String text, Member method) throws MalformedException {
      Member idMember = known.get("id");
      RequestId id = idMember == null ? null : RequestId.of(idMember);
      if (idMember != null && id == null) {
        throw new MalformedException(Reason.ID);
      }
      if (method.kind() != Member.Kind.TEXT || method.text().indexOf('\0') >= 0) {
        throw new MalformedException(Reason.METHOD);
      }
      if (hasUnfitParams()) {
        throw new MalformedException(Reason.PARAMS);
      }
      return id == null
          ? new Message.Notification(text, method.text(), params)
          : new Message.Request(text, id, method.text(), params);
    }

    /** Treats null as missing: many libraries write it for an absent value. */
    private boolean hasUnfitParams() {
      Member member = known.get("params");
      return member != null && !params.present() && member.kind() != Member.Kind.NULL;
    }

    private Message response(String text) throws MalformedException {
      Member idMember = known.get("id");
      boolean error = known.containsKey("error");
      if (error == known.containsKey("result") || known.containsKey("params")) {
        throw new MalformedException(Reason.SHAPE);
      }
      // A side that could not read a request responds without its id.
      boolean anonymous = error && (idMember == null || idMember.kind() == Member.Kind.NULL);
      RequestId id = anonymous || idMember == null ? null : RequestId.of(idMember);
      if (id == null && !anonymous) {
        throw new MalformedException(Reason.ID);
      }
      Member isError = result.get("isError");
      boolean saysSo =
          isError != null
              && isError.kind() == Member.Kind.BOOLEAN
              && isError.in(text).equals("true");
      return new Message.Response(text, id, result, error || saysSo);
    }
  }
}
