// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.arguments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.JsonSource;
import io.portcullis.policy.internal.cel.MemberSelection;
import java.io.IOException;

/**
 * Reads the selected members of a JSON text in one pass. The whole text is checked: it must be
 * exactly one value that every reader reads alike, without duplicate names, half surrogate pairs or
 * numbers that overflow.
 */
public final class ArgumentReader implements JsonSource {

  /** The maximum length of a text, in characters. */
  public static final int MAX_LENGTH = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_LENGTH)
                  .maxNameLength(MAX_LENGTH)
                  .maxNumberLength(1_000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // Agents choose the names, so they must not be kept in a table that all parsers share.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final String text;
  private final MemberSelection selection;

  /** Creates a reader; nothing is read yet. */
  public ArgumentReader(String text, MemberSelection selection) {
    this.text = text;
    this.selection = selection;
  }

  @Override
  public Object read() throws ExpressionFault {
    if (text.length() > MAX_LENGTH) {
      throw invalid("it is longer than " + MAX_LENGTH + " characters");
    }
    char[] characters = text.toCharArray();
    boolean surrogates = SurrogateCheck.mayContain(text);
    if (surrogates) {
      SurrogateCheck.requirePairs(text);
    }
    boolean decoded = surrogates || text.indexOf('\\') >= 0;
    try (var parser = FACTORY.createParser(characters)) {
      return new SelectionReader(parser, text, characters, decoded).read(selection);
    } catch (JsonProcessingException e) {
      // The message of the parser quotes the source, so it is not used.
      JsonLocation at = e.getLocation();
      throw invalid(at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr());
    } catch (IOException e) {
      throw invalid("");
    }
  }

  static ExpressionFault invalid(String reason) {
    return new ExpressionFault(FaultCode.INVALID_JSON, 0, reason);
  }
}
