// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Items;
import io.portcullis.journal.format.JournalValue.Nothing;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Truth;
import io.portcullis.journal.format.JournalValue.Whole;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A strict parser of canonical JSON. It refuses every other form of a value, so that each value has
 * exactly one text.
 */
public final class CanonicalParser {
  /** The maximum depth, beyond that of any record; the parser is recursive. */
  static final int MAX_DEPTH = 32;

  /** The maximum number of values, which bounds the memory for a line of one-character values. */
  static final int MAX_VALUES = 1_000_000;

  /** Thrown when a text is not canonical JSON. The message states where and why. */
  public static final class NotCanonical extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    NotCanonical(String message) {
      super(message, null, false, false);
    }
  }

  private final String text;
  private int at;
  private int values;

  private CanonicalParser(String text) {
    this.text = text;
  }

  static JournalValue parse(byte[] utf8) throws NotCanonical {
    CanonicalParser parser = new CanonicalParser(decode(utf8));
    JournalValue value = parser.value(0);
    if (parser.at < parser.text.length()) {
      throw parser.wrong("something follows the value");
    }
    return value;
  }

  private static String decode(byte[] utf8) throws NotCanonical {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new NotCanonical("not valid UTF-8");
    }
  }

  private NotCanonical wrong(String what) {
    return new NotCanonical(what + ", at character " + (at + 1));
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(char wanted) {
    boolean there = peek() == wanted && at < text.length();
    at += there ? 1 : 0;
    return there;
  }

  private void require(char wanted) throws NotCanonical {
    if (!take(wanted)) {
      throw wrong("expected " + wanted);
    }
  }

  private JournalValue value(int depth) throws NotCanonical {
    if (depth > MAX_DEPTH) {
      throw wrong("nested more than " + MAX_DEPTH + " levels deep");
    }
    if (++values > MAX_VALUES) {
      throw wrong("more than " + MAX_VALUES + " values");
    }
    return switch (peek()) {
      case '{' -> fields(depth);
      case '[' -> items(depth);
      case '"' -> new Text(string());
      case 't' -> word("true", new Truth(true));
      case 'f' -> word("false", new Truth(false));
      case 'n' -> word("null", new Nothing());
      default -> whole();
    };
  }

  private JournalValue word(String word, JournalValue value) throws NotCanonical {
    if (!text.startsWith(word, at)) {
      throw wrong("not a value");
    }
    at += word.length();
    return value;
  }

  private JournalValue whole() throws NotCanonical {
    int start = at;
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + (peek() - '0');
      if (value > JournalValue.MAX_WHOLE || (at > start && text.charAt(start) == '0')) {
        throw wrong("a number outside 0 to 2^53-1, or with a leading zero");
      }
      at++;
    }
    if (at == start) {
      throw wrong("not a value");
    }
    return new Whole(value);
  }

  private JournalValue items(int depth) throws NotCanonical {
    at++;
    List<JournalValue> items = new ArrayList<>();
    if (take(']')) {
      return new Items(items);
    }
    do {
      items.add(value(depth + 1));
    } while (take(','));
    require(']');
    return new Items(items);
  }

  private JournalValue fields(int depth) throws NotCanonical {
    at++;
    TreeMap<String, JournalValue> members = new TreeMap<>();
    if (take('}')) {
      return new Fields(members);
    }
    String before = null;
    do {
      before = name(before);
      require(':');
      members.put(before, value(depth + 1));
    } while (take(','));
    require('}');
    return new Fields(members);
  }

  private String name(@Nullable String before) throws NotCanonical {
    if (peek() != '"') {
      throw wrong("expected a name");
    }
    String name = string();
    if (before != null && name.compareTo(before) <= 0) {
      throw wrong(name.equals(before) ? "a name is given twice" : "names are not sorted");
    }
    return name;
  }

  private String string() throws NotCanonical {
    at++;
    StringBuilder out = new StringBuilder();
    while (!take('"')) {
      if (at >= text.length()) {
        throw wrong("a text without end");
      }
      char c = text.charAt(at++);
      if (c < ' ') {
        at--;
        throw wrong("a control character");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    return out.toString();
  }

  private char escaped() throws NotCanonical {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\' -> c;
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'u' -> control();
      default -> throw wrong("an escape that is not needed");
    };
  }

  private char control() throws NotCanonical {
    int end = Math.min(at + 4, text.length());
    String hex = text.substring(at, end);
    if (!hex.matches("00[01][0-9a-f]")) {
      throw wrong("an escape that is not needed");
    }
    at = end;
    char c = (char) Integer.parseInt(hex, 16);
    if ("\b\t\n\f\r".indexOf(c) >= 0) {
      throw wrong("an escape that could be shorter");
    }
    return c;
  }
}
