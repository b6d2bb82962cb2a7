// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * A check of the headers that mirror a message (2026-07-28, basic/transports/streamable-http,
 * Server Validation). A header that is present must agree in any revision, since a proxy may use
 * it. Only the definition of the tool says which argument a parameter header mirrors; here any
 * argument will do. Thread-safe.
 *
 * @param reader reads the parts of the message
 */
public record McpHeaderValidator(MessageReader reader) {
  /** The error code of a header that differs. */
  public static final int MISMATCH = -32_020;

  static final String PROTOCOL_VERSION = "MCP-Protocol-Version";
  static final String PARAM_PREFIX = "mcp-param-";

  private static final String METHOD = "Mcp-Method";
  private static final String NAME = "Mcp-Name";
  private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  /** Checks whether all headers agree with a request or notification; a response has none. */
  public boolean agree(HttpFields headers, Message message) {
    String method = null;
    Members params = Members.NONE;
    if (message instanceof Message.Request request) {
      method = request.method();
      params = request.params();
    } else if (message instanceof Message.Notification told) {
      method = told.method();
      params = told.params();
    }
    String nameKey = method != null && method.startsWith("resources/") ? "uri" : "name";
    return same(headers, METHOD, method, false)
        && same(headers, NAME, params.text(nameKey), true)
        && versionAgrees(headers, message.text(), params)
        && paramsAgree(headers, message.text(), "tools/call".equals(method) ? params : null);
  }

  private static boolean same(
      HttpFields headers, String name, @Nullable String expected, boolean mayBeEncoded) {
    List<String> values = headers.getValuesList(name);
    if (values.isEmpty()) {
      return true;
    }
    String value = values.size() == 1 ? values.get(0) : null;
    String said = value != null && mayBeEncoded ? decoded(value) : value;
    return said != null && said.equals(expected);
  }

  private boolean versionAgrees(HttpFields headers, String text, Members params) {
    try {
      String inBody = reader.members(text, params.get("_meta")).text(VERSION_KEY);
      return inBody == null || same(headers, PROTOCOL_VERSION, inBody, false);
    } catch (MalformedException e) {
      return false;
    }
  }

  private boolean paramsAgree(HttpFields headers, String text, @Nullable Members params) {
    for (HttpField header : headers) {
      if (header.getLowerCaseName().startsWith(PARAM_PREFIX)) {
        String said = header.getValue() == null ? null : decoded(header.getValue());
        if (said == null || params == null || headers.getFields(header.getName()).size() != 1) {
          return false;
        }
        Member arguments = params.get("arguments");
        if (arguments == null || !contains(arguments.in(text), said)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Checks whether an object or an inner one has a member with this value. */
  private boolean contains(String object, String said) {
    try {
      for (Member member : reader.members(object).list()) {
        if (matches(member, object, said)) {
          return true;
        }
      }
    } catch (MalformedException e) {
      return false; // unreachable: the message was read before
    }
    return false;
  }

  private boolean matches(Member member, String object, String said) {
    String value = member.in(object);
    return switch (member.kind()) {
      case TEXT -> member.text().equals(said);
      case BOOLEAN -> value.equals(said);
      case INTEGER, FRACTION -> sameNumber(value, said);
      case OBJECT -> contains(value, said);
      case ARRAY, NULL -> false;
    };
  }

  private static boolean sameNumber(String value, String said) {
    try {
      return said.length() <= value.length() + 20
          && new BigDecimal(value).compareTo(new BigDecimal(said)) == 0;
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
  }

  /** Returns the decoded value of a header; null if it is invalid. */
  private static @Nullable String decoded(String value) {
    if (!isVisible(value)) {
      return null;
    }
    if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
      return value;
    }
    if (value.length() < ENCODED.length() + ENCODED_END.length()) {
      return null;
    }
    return utf8(value.substring(ENCODED.length(), value.length() - ENCODED_END.length()));
  }

  private static boolean isVisible(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c > '~')) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String utf8(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  /** Checks whether a header mirrors a part of the message. */
  public static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(PARAM_PREFIX) || lower.equals("mcp-method") || lower.equals("mcp-name");
  }
}
