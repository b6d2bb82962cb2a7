// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.arguments;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.JsonNull;
import io.portcullis.policy.internal.cel.MemberSelection;
import io.portcullis.policy.internal.cel.value.ObjectMembers;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the selected members of one value, and checks the others. */
final class SelectionReader {

  private final JsonParser parser;
  private final String source;
  private final char[] characters;

  /** Whether a decoded text may contain half of a surrogate pair. */
  private final boolean checkTexts;

  /**
   * Creates a reader.
   *
   * @param source the text
   * @param characters the same text, which the parser reads from
   */
  SelectionReader(JsonParser parser, String source, char[] characters, boolean checkTexts) {
    this.parser = parser;
    this.source = source;
    this.characters = characters;
    this.checkTexts = checkTexts;
  }

  Object read(MemberSelection selection) throws IOException, ExpressionFault {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw ArgumentReader.invalid("it is empty");
    }
    Object value = value(first, selection, selection.isAll());
    if (parser.nextToken() != null) {
      throw ArgumentReader.invalid("it contains more than one value");
    }
    return value;
  }

  private Object value(JsonToken token, MemberSelection selection, boolean all)
      throws IOException, ExpressionFault {
    return switch (token) {
      case START_OBJECT -> object(selection, all);
      case START_ARRAY -> array(all);
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT -> whole();
      case VALUE_NUMBER_FLOAT -> floating();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> JsonNull.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw ArgumentReader.invalid("");
    };
  }

  private Object object(MemberSelection selection, boolean all)
      throws IOException, ExpressionFault {
    ObjectMembers members = new ObjectMembers();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      checkPairs(name);
      MemberSelection inside = selection.members().get(name);
      if (inside == null) {
        selection.resembling(name, members::markAmbiguous);
      }
      JsonToken token = next();
      if (inside != null) {
        members.put(name, value(token, inside, all || inside.isAll()));
      } else if (all) {
        members.put(name, value(token, MemberSelection.NOTHING, true));
      } else {
        skip(token);
      }
    }
    return members;
  }

  /** A list whose elements no expression reads stays empty. */
  private Object array(boolean all) throws IOException, ExpressionFault {
    List<Object> elements = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      if (all) {
        elements.add(value(token, MemberSelection.NOTHING, true));
      } else {
        skip(token);
      }
    }
    return elements;
  }

  private void skip(JsonToken first) throws IOException, ExpressionFault {
    int depth = 0;
    JsonToken token = first;
    while (true) {
      switch (token) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case VALUE_NUMBER_FLOAT -> floating();
        case FIELD_NAME -> checkPairs(parser.currentName());
        case VALUE_STRING -> {
          if (checkTexts) {
            text();
          }
        }
        default -> {}
      }
      if (depth == 0) {
        return;
      }
      token = next();
    }
  }

  private String text() throws IOException, ExpressionFault {
    // Without an escape the parser points into its input, and a part of a string is cheaper to
    // copy.
    boolean unescaped = parser.getTextCharacters() == characters;
    int start = parser.getTextOffset();
    String text =
        unescaped ? source.substring(start, start + parser.getTextLength()) : parser.getText();
    checkPairs(text);
    return text;
  }

  private Object whole() throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> new BigDecimal(parser.getBigIntegerValue());
    };
  }

  private Object floating() throws IOException, ExpressionFault {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw ArgumentReader.invalid("a number is out of range");
    }
    return number;
  }

  private void checkPairs(@Nullable String text) throws ExpressionFault {
    if (checkTexts && text != null) {
      SurrogateCheck.requirePairs(text);
    }
  }

  private JsonToken next() throws IOException, ExpressionFault {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw ArgumentReader.invalid("it ends too early");
    }
    return token;
  }
}
