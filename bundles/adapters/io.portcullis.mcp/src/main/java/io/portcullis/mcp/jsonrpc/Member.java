// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import com.fasterxml.jackson.core.JsonToken;

/**
 * A member of an object and the position of its value in the text.
 *
 * @param name the decoded name
 * @param kind the kind of the value
 * @param start the start of the value, in characters
 * @param end the end of the value, exclusive
 * @param text the decoded text of a string, the digits of an integer, else empty
 */
public record Member(String name, Kind kind, int start, int end, String text) {

  /** The kinds of JSON value. */
  public enum Kind {
    /** An object. */
    OBJECT,
    /** An array. */
    ARRAY,
    /** A string. */
    TEXT,
    /** A number without fraction and exponent. */
    INTEGER,
    /** Any other number. */
    FRACTION,
    /** True or false. */
    BOOLEAN,
    /** Null. */
    NULL;

    static Kind of(JsonToken token) throws MalformedException {
      return switch (token) {
        case START_OBJECT -> OBJECT;
        case START_ARRAY -> ARRAY;
        case VALUE_STRING -> TEXT;
        case VALUE_NUMBER_INT -> INTEGER;
        case VALUE_NUMBER_FLOAT -> FRACTION;
        case VALUE_TRUE, VALUE_FALSE -> BOOLEAN;
        case VALUE_NULL -> NULL;
        case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
            throw new MalformedException(MalformedException.Reason.NOT_JSON);
      };
    }
  }

  /**
   * Returns the value exactly as the text has it.
   *
   * @param whole the text that the positions refer to
   * @return the JSON of the value
   */
  public String in(String whole) {
    return whole.substring(start, end);
  }
}
