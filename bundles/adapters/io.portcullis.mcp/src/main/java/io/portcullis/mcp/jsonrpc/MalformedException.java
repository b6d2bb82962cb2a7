// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import java.util.List;
import java.util.Objects;

/** A line that is no message two readers would understand alike. Its text is never quoted. */
public final class MalformedException extends Exception {

  /** What is wrong, and how JSON-RPC calls it. */
  public enum Reason {
    /** Longer than the limit. */
    TOO_LARGE(RpcError.INVALID_REQUEST, "the message is too large"),
    /** Not UTF-8 in its shortest form. */
    NOT_UTF8(RpcError.PARSE, "the message is not valid UTF-8"),
    /** Begins with a byte order mark. */
    BYTE_ORDER_MARK(RpcError.PARSE, "the message begins with a byte order mark"),
    /** Holds U+0000, which ends a text for some readers. */
    NUL(RpcError.PARSE, "the message holds a NUL"),
    /** Holds a line break, which ends a message for some readers. */
    LINE_BREAK(RpcError.PARSE, "the message holds a line break"),
    /** Not JSON as RFC 8259 has it. */
    NOT_JSON(RpcError.PARSE, "the message is not valid JSON"),
    /** Something follows the value. */
    TRAILING(RpcError.PARSE, "something follows the message on its line"),
    /** One object names a member twice. */
    DUPLICATE_KEY(RpcError.PARSE, "an object names a member twice"),
    /** Nested too deeply. */
    TOO_DEEP(RpcError.PARSE, "the message is nested too deeply"),
    /** A number of too many characters. */
    LONG_NUMBER(RpcError.PARSE, "a number is too long"),
    /** An escape of half a surrogate pair. */
    LONE_SURROGATE(RpcError.PARSE, "half a surrogate pair is escaped"),
    /** Neither an object nor a batch. */
    NOT_AN_OBJECT(RpcError.INVALID_REQUEST, "the message is not an object"),
    /** A batch where the negotiated revision knows none. */
    BATCH(RpcError.INVALID_REQUEST, "the negotiated revision has no batches"),
    /** A batch of nothing, of too much, or of something else than objects. */
    BATCH_CONTENT(RpcError.INVALID_REQUEST, "the batch is empty, too long or not of objects"),
    /** A key that is one of ours but for its case or surrounding space. */
    CASE_VARIANT(
        RpcError.INVALID_REQUEST,
        "a key differs from a known one by case or surrounding space only"),
    /** Not version 2.0 of JSON-RPC. */
    VERSION(RpcError.INVALID_REQUEST, "jsonrpc is not \"2.0\""),
    /** An id that is neither a short string nor an exact integer. */
    ID(RpcError.INVALID_REQUEST, "the id is neither a short string nor an exact integer"),
    /** A method that is no string. */
    METHOD(RpcError.INVALID_REQUEST, "the method is not a string"),
    /** Parameters that are no object. */
    PARAMS(RpcError.INVALID_REQUEST, "the params are not an object"),
    /** Neither request nor response, or both. */
    SHAPE(RpcError.INVALID_REQUEST, "the message is not exactly a request or a response");

    private final int code;
    private final String text;

    Reason(int code, String text) {
      this.code = code;
      this.text = text;
    }

    /**
     * How JSON-RPC calls it.
     *
     * @return an error code of JSON-RPC 2.0
     */
    public int code() {
      return code;
    }

    /**
     * What is wrong.
     *
     * @return a clause for people
     */
    public String text() {
      return text;
    }
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient List<RefusedMessage> refused;

  public MalformedException(Reason reason) {
    this(reason, List.of(RefusedMessage.UNREADABLE));
  }

  private MalformedException(Reason reason, List<RefusedMessage> refused) {
    super(reason.text(), null, false, false);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.refused = List.copyOf(refused);
  }

  /** The same with what an {@link EnvelopeScanner} finds in the text that is refused. */
  MalformedException in(byte[] text) {
    return new MalformedException(reason, EnvelopeScanner.scan(text));
  }

  /**
   * What is wrong.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * What could be read of the message, or of each message of a batch.
   *
   * @return one element, or one for each message of a batch; immutable
   */
  public List<RefusedMessage> refused() {
    return refused;
  }
}
