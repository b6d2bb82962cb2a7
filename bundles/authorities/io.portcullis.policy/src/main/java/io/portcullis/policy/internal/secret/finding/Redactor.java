// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replaces findings by labels. Positions are in UTF-16 units; their order is the order of the
 * offsets in UTF-8.
 */
public final class Redactor {

  /** By start, then by end; the sort is stable, so that equal places keep their order. */
  private static final Comparator<SecretFinding> BY_PLACE =
      Comparator.comparingInt(SecretFinding::start).thenComparingInt(SecretFinding::end);

  private static final String LABEL_START = "[REDACTED";

  private Redactor() {}

  /**
   * Merges findings that share a character; adjacent findings stay apart. A merged finding has the
   * kind with the highest priority, of equal ones the first.
   */
  public static List<SecretFinding> merge(List<SecretFinding> findings) {
    if (findings.size() < 2) {
      return findings;
    }
    List<SecretFinding> sorted = new ArrayList<>(findings);
    sorted.sort(BY_PLACE);
    List<SecretFinding> merged = new ArrayList<>(sorted.size());
    for (SecretFinding finding : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && finding.start() < merged.get(last).end()) {
        merged.set(last, union(merged.get(last), finding));
      } else {
        merged.add(finding);
      }
    }
    return merged;
  }

  private static SecretFinding union(SecretFinding before, SecretFinding next) {
    SecretKind kind =
        next.kind().priority() > before.kind().priority() ? next.kind() : before.kind();
    return new SecretFinding(kind, before.start(), Math.max(before.end(), next.end()));
  }

  /**
   * Returns the text with each finding replaced by its label. If a finding is out of range or cuts
   * a character in two, the whole text becomes {@code [REDACTED]}.
   */
  public static String redact(String text, List<SecretFinding> findings) {
    List<SecretFinding> merged = merge(findings);
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    for (SecretFinding finding : merged) {
      if (finding.start() < at
          || finding.start() > finding.end()
          || finding.end() > text.length()
          || splits(text, finding.start())
          || splits(text, finding.end())) {
        return SecretKind.PLAIN_LABEL;
      }
      out.append(text, at, finding.start()).append(finding.kind().label());
      at = finding.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  private static boolean splits(String text, int index) {
    return index > 0
        && index < text.length()
        && Character.isHighSurrogate(text.charAt(index - 1))
        && Character.isLowSurrogate(text.charAt(index));
  }

  /**
   * Returns the text with every label that redaction writes replaced by as many spaces, so that a
   * redacted text is no secret again. Text that only resembles a label remains.
   */
  public static CharSequence withoutLabels(CharSequence text) {
    StringBuilder blanked = null;
    for (int at = 0; at < text.length(); at++) {
      int length = text.charAt(at) == '[' ? labelLength(text, at) : 0;
      if (length > 0) {
        blanked = blanked == null ? new StringBuilder(text) : blanked;
        for (int end = at + length; at < end; at++) {
          blanked.setCharAt(at, ' ');
        }
        at--;
      }
    }
    return blanked == null ? text : blanked.toString();
  }

  private static int labelLength(CharSequence text, int at) {
    if (CharacterClass.continuesExactly(text, at, LABEL_START)) {
      for (SecretKind kind : SecretKind.values()) {
        if (CharacterClass.continuesExactly(text, at, kind.label())) {
          return kind.label().length();
        }
      }
    }
    return 0;
  }
}
