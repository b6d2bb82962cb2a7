// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc.incremental;

import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scanner that checks, piece by piece, whether a long line is nothing but a response: {@code
 * jsonrpc}, {@code id} and one of {@code result} and {@code error} at its top, once each and
 * without escapes. For one thread.
 */
public final class ResponseScanner {
  /** The longest scalar that is examined: an id, with each of its characters escaped. */
  private static final int MAX_SCALAR = 6 * RequestId.MAX_LENGTH + 2;

  private final MessageReader reader;
  private final boolean lineBreaks;
  private final IncrementalJsonParser json;
  private final Set<String> seen = new HashSet<>();
  private final ByteArrayOutputStream scalar = new ByteArrayOutputStream();
  private boolean listening;
  private int scalarDepth;
  private String top = "";
  private boolean isErrorValue;
  private boolean carriageReturn;

  private boolean asks;
  private boolean failed;
  private @Nullable RequestId id;

  /**
   * Creates a scanner of one line.
   *
   * @param reader reads the id
   */
  public ResponseScanner(MessageReader reader) {
    this(reader, false);
  }

  /**
   * Creates a scanner of one message.
   *
   * @param reader reads the id
   * @param lineBreaks whether line breaks between tokens have no meaning, as in an HTTP body
   */
  public ResponseScanner(MessageReader reader, boolean lineBreaks) {
    this.reader = reader;
    this.lineBreaks = lineBreaks;
    json = new IncrementalJsonParser(new Ear(), lineBreaks);
  }

  /**
   * Scans the next bytes of the line. Must not be called once {@link #asks} is true.
   *
   * @param bytes the bytes
   * @throws NotAResponseException if the line is not a response or not JSON
   */
  public void feed(byte[] bytes) throws NotAResponseException {
    for (byte b : bytes) {
      if (asks) {
        return;
      }
      if (carriageReturn) {
        throw new NotAResponseException("a carriage return inside the line");
      }
      if (b == '\r' && !lineBreaks) {
        carriageReturn = true;
      } else {
        json.accept(b);
      }
    }
  }

  /**
   * Ends the line.
   *
   * @throws NotAResponseException if the response is not complete
   */
  public void end() throws NotAResponseException {
    if (!json.isDone() || !seen.contains("jsonrpc") || id == null || !answers()) {
      throw new NotAResponseException("the response is not complete");
    }
  }

  /**
   * Checks whether the line is most likely a request or a notification.
   *
   * @return whether a method or parameters were seen before any result
   */
  public boolean asks() {
    return asks;
  }

  /**
   * Checks whether a result or an error has begun.
   *
   * @return whether its name was seen
   */
  public boolean answers() {
    return seen.contains("result") || seen.contains("error");
  }

  /**
   * Returns the id.
   *
   * @return the id, or null until it was read
   */
  public @Nullable RequestId id() {
    return id;
  }

  /**
   * Checks whether the part that was read is an error or is marked as one.
   *
   * @return whether it is an error, or a result with {@code isError}
   */
  public boolean failed() {
    return failed || seen.contains("error");
  }

  /** Checks the members of the line. */
  private final class Ear implements IncrementalJsonParser.Listener {
    @Override
    public boolean listens() {
      return listening;
    }

    @Override
    public void scalarByte(byte b) throws NotAResponseException {
      if (scalar.size() == MAX_SCALAR) {
        if (scalarDepth == 1) {
          throw new NotAResponseException("a long name or id");
        }
        listening = false; // an unknown name in the result
      } else {
        scalar.write(b);
      }
    }

    @Override
    public void nameBegins(int depth) {
      listening = depth == 1 || (depth == 2 && top.equals("result"));
      scalarDepth = depth;
      scalar.reset();
    }

    @Override
    public void nameEnds(int depth) throws NotAResponseException {
      if (!listening) {
        return;
      }
      listening = false;
      String name = scalarText();
      if (depth == 2) {
        isErrorValue = name.equals("\"isError\"");
        return;
      }
      top = name.substring(1, name.length() - 1);
      if (!seen.add(top)) {
        throw new NotAResponseException("a repeated name");
      }
      checkTop();
    }

    private void checkTop() throws NotAResponseException {
      switch (top) {
        case "jsonrpc", "id" -> {}
        case "result", "error" -> {
          if (seen.contains("result") && seen.contains("error")) {
            throw new NotAResponseException("both a result and an error");
          }
        }
        case "method", "params" -> {
          if (answers()) {
            throw new NotAResponseException("a response with a method");
          }
          asks = true;
        }
        default -> throw new NotAResponseException("an unknown name");
      }
    }

    @Override
    public void valueBegins(int depth, byte first) {
      listening =
          (depth == 1 && (top.equals("id") || top.equals("jsonrpc")))
              || (depth == 2 && isErrorValue);
      scalarDepth = depth;
      scalar.reset();
    }

    @Override
    public void valueEnds(int depth) throws NotAResponseException {
      if (depth == 1 && top.equals("id")) {
        id = idOf(scalarText());
      } else if (depth == 1 && top.equals("jsonrpc") && !scalarText().equals("\"2.0\"")) {
        throw new NotAResponseException("another version");
      } else if (depth == 2 && isErrorValue) {
        failed |= scalarText().equals("true");
        isErrorValue = false;
      }
      listening = false;
    }
  }

  private RequestId idOf(String raw) throws NotAResponseException {
    try {
      Member member = raw.isEmpty() ? null : reader.members("{\"id\":" + raw + '}').get("id");
      RequestId found = member == null ? null : RequestId.of(member);
      if (found != null) {
        return found;
      }
    } catch (MalformedException e) {
      // As below: an invalid id.
    }
    throw new NotAResponseException("an invalid id");
  }

  private String scalarText() {
    return scalar.toString(StandardCharsets.UTF_8);
  }
}
