// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Items;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Truth;
import io.portcullis.journal.format.JournalValue.Whole;
import java.util.Map;

/** Writes the canonical JSON of RFC 8785. */
final class CanonicalWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(256);

  private CanonicalWriter() {}

  static String write(JournalValue value) {
    CanonicalWriter writer = new CanonicalWriter();
    writer.value(value);
    return writer.out.toString();
  }

  private void value(JournalValue value) {
    if (value instanceof Text text) {
      text(text.value());
    } else if (value instanceof Whole whole) {
      out.append(whole.value());
    } else if (value instanceof Truth truth) {
      out.append(truth.value());
    } else if (value instanceof Items items) {
      items(items);
    } else if (value instanceof Fields fields) {
      fields(fields);
    } else {
      out.append("null");
    }
  }

  private void items(Items items) {
    char before = '[';
    for (JournalValue item : items.values()) {
      out.append(before);
      value(item);
      before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
  }

  private void fields(Fields fields) {
    char before = '{';
    for (Map.Entry<String, JournalValue> member : fields.members().entrySet()) {
      out.append(before);
      text(member.getKey());
      out.append(':');
      value(member.getValue());
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        character(c);
      }
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> withoutShortEscape(c);
    }
  }

  private void withoutShortEscape(char c) {
    if (c < ' ') {
      out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    } else if (Character.isSurrogate(c)) {
      throw new IllegalArgumentException("half of a surrogate pair has no UTF-8");
    } else {
      out.append(c);
    }
  }
}
