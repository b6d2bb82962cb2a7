// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import java.util.List;
import java.util.Objects;

/** Thrown for a line that two readers could understand differently. Its text is never quoted. */
public final class MalformedException extends Exception {

  /** The reasons, with their error codes of JSON-RPC. */
  public enum Reason {
    /** The message exceeds the limit. */
    TOO_LARGE(RpcError.INVALID_REQUEST, "the message is too large"),
    /** The message is not UTF-8 in its shortest form. */
    NOT_UTF8(RpcError.PARSE, "the message is not valid UTF-8"),
    /** The message begins with a byte order mark. */
    BYTE_ORDER_MARK(RpcError.PARSE, "the message begins with a byte order mark"),
    /** The message contains U+0000, which ends a text for some readers. */
    NUL(RpcError.PARSE, "the message contains a NUL"),
    /** The message contains a line break, which ends a message for some readers. */
    LINE_BREAK(RpcError.PARSE, "the message contains a line break"),
    /** The message is not JSON as defined by RFC 8259. */
    NOT_JSON(RpcError.PARSE, "the message is not valid JSON"),
    /** The value is followed by more text. */
    TRAILING(RpcError.PARSE, "more text follows the message on its line"),
    /** An object has two members with one name. */
    DUPLICATE_KEY(RpcError.PARSE, "an object has two members with one name"),
    /** The message is nested too deeply. */
    TOO_DEEP(RpcError.PARSE, "the message is nested too deeply"),
    /** A number has too many characters. */
    LONG_NUMBER(RpcError.PARSE, "a number is too long"),
    /** An escape is half a surrogate pair. */
    LONE_SURROGATE(RpcError.PARSE, "an escape is half a surrogate pair"),
    /** The message is neither an object nor a batch. */
    NOT_AN_OBJECT(RpcError.INVALID_REQUEST, "the message is not an object"),
    /** The message is a batch, which the negotiated revision does not allow. */
    BATCH(RpcError.INVALID_REQUEST, "the negotiated revision has no batches"),
    /** The batch is empty, too long, or contains values other than objects. */
    BATCH_CONTENT(
        RpcError.INVALID_REQUEST,
        "the batch is empty, too long, or contains values other than objects"),
    /** A key differs from a known one only by case or surrounding space. */
    CASE_VARIANT(
        RpcError.INVALID_REQUEST,
        "a key differs from a known one only by case or surrounding space"),
    /** The message is not JSON-RPC 2.0. */
    VERSION(RpcError.INVALID_REQUEST, "jsonrpc is not \"2.0\""),
    /** The id is neither a short string nor an exact integer. */
    ID(RpcError.INVALID_REQUEST, "the id is neither a short string nor an exact integer"),
    /** The method is not a string. */
    METHOD(RpcError.INVALID_REQUEST, "the method is not a string"),
    /** The parameters are not an object. */
    PARAMS(RpcError.INVALID_REQUEST, "the params are not an object"),
    /** The message is neither a request nor a response, or both. */
    SHAPE(RpcError.INVALID_REQUEST, "the message is not exactly a request or a response");

    private final int code;
    private final String text;

    Reason(int code, String text) {
      this.code = code;
      this.text = text;
    }

    /**
     * Returns the error code of JSON-RPC 2.0.
     *
     * @return the code
     */
    public int code() {
      return code;
    }

    /**
     * Returns the reason for people.
     *
     * @return a clause without a full stop
     */
    public String text() {
      return text;
    }
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient List<RefusedMessage> refused;

  /**
   * Creates an exception without a stack trace, for a message of which nothing was read.
   *
   * @param reason the reason
   */
  public MalformedException(Reason reason) {
    this(reason, List.of(RefusedMessage.UNREADABLE));
  }

  private MalformedException(Reason reason, List<RefusedMessage> refused) {
    super(reason.text(), null, false, false);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.refused = List.copyOf(refused);
  }

  /** Returns the same exception with the result of an {@link EnvelopeScanner} for the text. */
  MalformedException in(byte[] text) {
    return new MalformedException(reason, EnvelopeScanner.scan(text));
  }

  /**
   * Returns the reason.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the readable parts of the message, or of each message of a batch.
   *
   * @return one element, or one for each message of a batch; immutable
   */
  public List<RefusedMessage> refused() {
    return refused;
  }
}
