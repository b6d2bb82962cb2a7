// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static io.portcullis.policy.internal.secret.finding.SecretKind.CUSTOM;
import static io.portcullis.policy.internal.secret.finding.SecretKind.EMAIL_ADDRESS;
import static io.portcullis.policy.internal.secret.finding.SecretKind.GENERIC_HIGH_ENTROPY;
import static io.portcullis.policy.internal.secret.finding.SecretKind.GITHUB_PAT;
import static io.portcullis.policy.internal.secret.finding.SecretKind.SSN_PATTERN;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.secret.finding.Redactor;
import io.portcullis.policy.internal.secret.finding.SecretFinding;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactorTest {

  private static SecretFinding at(SecretKind kind, int start, int end) {
    return new SecretFinding(kind, start, end);
  }

  @Test
  void mergesFindingsThatShareACharacter() {
    assertThat(Redactor.redact("abcdef", List.of(at(GITHUB_PAT, 1, 3), at(GITHUB_PAT, 2, 5))))
        .isEqualTo("a[REDACTED:GitHubPat]f");
    assertThat(Redactor.redact("abcdef", List.of(at(GITHUB_PAT, 0, 6), at(SSN_PATTERN, 2, 3))))
        .isEqualTo("[REDACTED:GitHubPat]");
  }

  @Test
  void keepsAdjacentFindingsApart() {
    assertThat(Redactor.redact("abcdef", List.of(at(GITHUB_PAT, 0, 3), at(SSN_PATTERN, 3, 6))))
        .isEqualTo("[REDACTED:GitHubPat][REDACTED:SsnPattern]");
  }

  @Test
  void takesTheLabelOfTheHighestPriority() {
    List<SecretFinding> all =
        List.of(at(GENERIC_HIGH_ENTROPY, 0, 4), at(EMAIL_ADDRESS, 1, 5), at(SSN_PATTERN, 2, 6));

    assertThat(Redactor.redact("abcdef", all)).isEqualTo("[REDACTED:SsnPattern]");
    assertThat(Redactor.redact("abcdef", all.subList(0, 2))).isEqualTo("[REDACTED:EmailAddress]f");
  }

  @Test
  void keepsTheFirstOfEqualPriorities() {
    assertThat(Redactor.redact("abcdef", List.of(at(SSN_PATTERN, 1, 6), at(GITHUB_PAT, 0, 2))))
        .isEqualTo("[REDACTED:GitHubPat]");
    assertThat(Redactor.redact("abcdef", List.of(at(CUSTOM, 0, 6), at(GITHUB_PAT, 0, 6))))
        .isEqualTo("[REDACTED]");
    assertThat(Redactor.redact("abcdef", List.of(at(GITHUB_PAT, 0, 6), at(CUSTOM, 0, 3))))
        .as("the shorter one is first")
        .isEqualTo("[REDACTED]");
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "0, 7", "5, 3", "7, 9", "2, 4", "3, 5"})
  void replacesAllIfAFindingCannotBeSpliced(int start, int end) {
    // The fourth and the fifth unit are one character.
    String text = "abc\uD83D\uDE00x".substring(0, 6);
    boolean half = start == 4 || end == 4;
    boolean outside = start < 0 || end > 6 || start > end;

    assertThat(Redactor.redact(text, List.of(at(SSN_PATTERN, start, end))))
        .isEqualTo(
            half || outside
                ? "[REDACTED]"
                : text.substring(0, start) + "[REDACTED:SsnPattern]" + text.substring(end));
  }

  /** A second implementation over the bytes of UTF-8, splicing from the right. */
  @Test
  void agreesWithSplicingOfUtf8() {
    Random random = new Random(11);
    SecretKind[] kinds = SecretKind.values();
    for (int round = 0; round < 5_000; round++) {
      String text = text(random);
      List<SecretFinding> findings = new ArrayList<>();
      for (int i = 0; i < random.nextInt(6); i++) {
        int start = boundary(text, random);
        int end = boundary(text, random);
        if (start < end) {
          findings.add(at(kinds[random.nextInt(kinds.length)], start, end));
        }
      }
      assertThat(Redactor.redact(text, findings)).isEqualTo(spliced(text, findings));
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append(new String[] {"a", "é", "統", "\uD83D\uDE00"}[random.nextInt(4)]);
    }
    return text.toString();
  }

  private static int boundary(String text, Random random) {
    return text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
  }

  private static String spliced(String text, List<SecretFinding> findings) {
    List<int[]> spans = new ArrayList<>();
    List<SecretFinding> sorted = new ArrayList<>(findings);
    sorted.sort(
        (a, b) ->
            a.start() != b.start()
                ? utf8(text, a.start()) - utf8(text, b.start())
                : a.end() - b.end());
    for (SecretFinding next : sorted) {
      int[] last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      int[] span = {utf8(text, next.start()), utf8(text, next.end()), next.kind().ordinal()};
      if (last != null && span[0] < last[1]) {
        last[1] = Math.max(last[1], span[1]);
        last[2] = rank(span[2]) > rank(last[2]) ? span[2] : last[2];
      } else {
        spans.add(span);
      }
    }
    Collections.reverse(spans);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int[] span : spans) {
      String before = new String(bytes, 0, span[0], StandardCharsets.UTF_8);
      String after = new String(bytes, span[1], bytes.length - span[1], StandardCharsets.UTF_8);
      bytes =
          (before + SecretKind.values()[span[2]].label() + after).getBytes(StandardCharsets.UTF_8);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int rank(int ordinal) {
    SecretKind kind = SecretKind.values()[ordinal];
    return kind == GENERIC_HIGH_ENTROPY ? 0 : kind == EMAIL_ADDRESS ? 1 : 2;
  }

  private static int utf8(String text, int index) {
    return text.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
  }
}
