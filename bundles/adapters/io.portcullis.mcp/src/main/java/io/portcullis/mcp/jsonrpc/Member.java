// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import com.fasterxml.jackson.core.JsonToken;

/**
 * A member of an object and where its value stands in the text.
 *
 * @param name its decoded name
 * @param kind what the value is
 * @param start where the value begins, in characters
 * @param end where the value ends, exclusive
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
   * The value exactly as it stands there.
   *
   * @param whole the text in which the places count
   * @return the JSON of the value
   */
  public String in(String whole) {
    return whole.substring(start, end);
  }
}
