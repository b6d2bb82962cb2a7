// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.portcullis.policy.internal.pattern.PatternSize;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.secret.locale.LocalePack;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code data}. */
final class DataReader {

  private static final int MAX_PATTERNS = 1_000;
  private static final int MAX_LENGTH = 1_000;

  private static final String TOO_LARGE =
      "pattern is too large; shorten it or lower its repetition counts";
  private static final String MATCHES_EVERYTHING =
      "pattern can match without any text, so it would match everything; require at least one"
          + " character";

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
    CredentialAction action = action(data);
    List<Scalar> texts = data.texts("sensitive_patterns");
    List<Scalar> tags = data.texts("locale_packs");
    data.end();
    List<Pattern> patterns =
        texts == null ? List.of() : patterns(texts, data.path("sensitive_patterns"));
    return new DataRules(patterns, action, packs(tags, data.path("locale_packs")));
  }

  private List<Pattern> patterns(List<Scalar> texts, String path) {
    List<Pattern> patterns = new ArrayList<>();
    for (Scalar text : texts) {
      compile(text, path, patterns);
    }
    if (texts.size() > MAX_PATTERNS) {
      problem(texts.get(MAX_PATTERNS).place(), path, "more than " + MAX_PATTERNS + " patterns");
    }
    return patterns;
  }

  private Set<LocalePack> packs(@Nullable List<Scalar> tags, String path) {
    Set<LocalePack> packs = EnumSet.noneOf(LocalePack.class);
    for (Scalar tag : tags == null ? List.<Scalar>of() : tags) {
      LocalePack pack = LocalePack.of(tag.text());
      if (pack != null) {
        packs.add(pack);
      } else {
        problem(
            tag.place(), path, "unknown locale pack '" + shortened(tag.text()) + "'; write zh-TW");
      }
    }
    return packs;
  }

  private static String shortened(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
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
      problem(text.place(), path, TOO_LARGE);
      return;
    }
    try {
      Pattern pattern = Pattern.compile(text.text());
      if (findsNothing(pattern)) {
        problem(text.place(), path, MATCHES_EVERYTHING);
      }
      patterns.add(pattern);
    } catch (PatternSyntaxException e) {
      String reason = e.getDescription() + " at '" + e.getPattern() + "'";
      problem(text.place(), path, "invalid pattern: " + reason);
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
