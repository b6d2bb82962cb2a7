// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.secret.SecretScanner;
import io.portcullis.policy.internal.secret.finding.SecretFinding;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import io.portcullis.policy.internal.secret.locale.LocalePack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for sensitive data in one text after the other: the patterns of the document, then the
 * built-in scanner, then the locale packs. Not thread-safe.
 */
final class TextScanner {

  private final DataRules rules;
  private final MatchBudget work;

  /**
   * Creates a scanner for one request.
   *
   * @param length the length of the arguments
   */
  TextScanner(DataRules rules, int length) {
    this.rules = rules;
    this.work = new MatchBudget(rules.patterns().size(), length);
  }

  /**
   * Returns what a text holds; of equal places the patterns come first, because the author of the
   * document chose them.
   *
   * @param name the name of the member that has the text; null for running text
   */
  List<SecretFinding> findings(String text, @Nullable String name) {
    return findings(text, text, name);
  }

  /** Returns what a number holds; the built-in scanner looks at its integer only. */
  List<SecretFinding> findings(String number, String integer, @Nullable String name) {
    List<SecretFinding> secrets = SecretScanner.scan(integer);
    if (rules.patterns().isEmpty() && rules.packs().isEmpty()) {
      return secrets;
    }
    List<SecretFinding> findings = new ArrayList<>();
    for (Pattern pattern : rules.patterns()) {
      addMatches(pattern, number, findings);
    }
    findings.addAll(secrets);
    for (LocalePack pack : rules.packs()) {
      findings.addAll(pack.scan(integer, name));
    }
    return findings;
  }

  private void addMatches(Pattern pattern, String text, List<SecretFinding> findings) {
    Matcher matcher = work.matcher(pattern, text);
    while (matcher.find()) {
      // Some patterns match empty text; such matches are ignored.
      if (matcher.end() > matcher.start()) {
        findings.add(new SecretFinding(SecretKind.CUSTOM, matcher.start(), matcher.end()));
      }
      if (work.exhausted()) {
        findings.add(new SecretFinding(SecretKind.CUSTOM, 0, text.length()));
        return;
      }
    }
  }

  /** Returns whether a decoded text holds anything. */
  boolean finds(String text, @Nullable String name) {
    return !findings(text, name).isEmpty();
  }

  /** Returns whether a pattern of the document matches a text. */
  boolean matches(String text) {
    for (Pattern pattern : rules.patterns()) {
      if (matches(pattern, text)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(Pattern pattern, String text) {
    Matcher matcher = work.matcher(pattern, text);
    while (matcher.find()) {
      if (matcher.end() > matcher.start() || work.exhausted()) {
        return true;
      }
    }
    return false;
  }
}
