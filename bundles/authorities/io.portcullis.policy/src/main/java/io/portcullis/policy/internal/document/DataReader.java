// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.portcullis.policy.internal.pattern.PatternSize;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code data}. */
final class DataReader {

  private static final int MAX_PATTERNS = 1_000;
  private static final int MAX_LENGTH = 1_000;

  /**
   * Texts that together contain every position where an empty match can occur: start, end, word
   * boundary, none.
   */
  private static final List<String> PROBES = List.of("", "a", "- a1\n\n_b -");

  private final ParseContext reading;

  DataReader(ParseContext reading) {
    this.reading = reading;
  }

  @Nullable DataRules read(DocumentSection body) {
    DocumentSection data = body.section("data");
    if (data == null) {
      return null;
    }
    Entry packs = data.refused("locale_packs");
    if (packs != null) {
      problem(
          packs.key().place(),
          data.path("locale_packs"),
          "'data.locale_packs' cannot be enforced yet; remove it and write the patterns under"
              + " 'sensitive_patterns'");
    }
    CredentialAction action = action(data);
    int before = reading.problems().size();
    List<Scalar> texts = data.texts("sensitive_patterns");
    boolean none = (texts == null || texts.isEmpty()) && reading.problems().size() == before;
    data.end();
    List<Pattern> patterns = new ArrayList<>();
    String path = data.path("sensitive_patterns");
    if (texts != null) {
      for (Scalar text : texts) {
        compile(text, path, patterns);
      }
      if (texts.size() > MAX_PATTERNS) {
        problem(texts.get(MAX_PATTERNS).place(), path, "more than " + MAX_PATTERNS + " patterns");
      }
    }
    if (action != CredentialAction.ALERT_ONLY && none) {
      problem(
          data.place(),
          path,
          "'"
              + data.path("credential_action")
              + "' "
              + action.word()
              + " needs 'sensitive_patterns': a built-in credential scanner does not exist yet");
    }
    return new DataRules(patterns, action);
  }

  private CredentialAction action(DocumentSection data) {
    Scalar word = data.text("credential_action");
    if (word == null) {
      return CredentialAction.REDACT_ONLY;
    }
    CredentialAction action = CredentialAction.of(word.text());
    if (action == null) {
      problem(
          word.place(),
          data.path("credential_action"),
          "'"
              + data.path("credential_action")
              + "' must be block, redact_only, alert_and_redact or alert_only");
      // The problem is reported; further problems of the patterns would only follow from it.
      return CredentialAction.ALERT_ONLY;
    }
    return action;
  }

  private void compile(Scalar text, String path, List<Pattern> patterns) {
    if (text.text().length() > MAX_LENGTH || PatternSize.of(text.text()) > PatternSize.LIMIT) {
      problem(
          text.place(), path, "pattern is too large; shorten it or lower its repetition counts");
      return;
    }
    try {
      Pattern pattern = Pattern.compile(text.text());
      if (findsNothing(pattern)) {
        problem(
            text.place(),
            path,
            "pattern can match without any text, so it would match everything; require at least one"
                + " character");
      }
      patterns.add(pattern);
    } catch (PatternSyntaxException e) {
      problem(
          text.place(),
          path,
          "invalid pattern: " + e.getDescription() + " at '" + e.getPattern() + "'");
    }
  }

  private static boolean findsNothing(Pattern pattern) {
    for (String probe : PROBES) {
      Matcher matcher = pattern.matcher(probe);
      while (matcher.find()) {
        if (matcher.end() == matcher.start()) {
          return true;
        }
      }
    }
    return false;
  }

  private void problem(SourceLocation place, String key, String message) {
    reading.problems().add(place, key, message);
  }
}
