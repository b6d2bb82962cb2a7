// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isBase64;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isHex;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isWhitespace;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.tokenEnd;

import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import java.util.Arrays;

/**
 * Finds secrets without a format of their own: random tokens, long hexadecimal and base64 texts,
 * and base64 texts that one separator splits. Only ASCII is measured, because other scripts have a
 * high entropy by nature. Not thread-safe.
 */
public final class EntropyScan {

  /** No shorter text has a high entropy. */
  public static final int MIN_TOKEN = 20;

  private static final int MAX_TOKEN = 64;
  private static final int MIN_HEX = 64;

  /** A line of zeros is no secret; 64 random digits have more different ones than this. */
  private static final int MIN_DIFFERENT_HEX = 5;

  private final CharSequence text;
  private final FindingCollector found;
  private final EntropyGate gate;

  /** Pairs of runs that look random together: four positions each. */
  private int[] pairs = new int[0];

  private int pairLength;

  public EntropyScan(CharSequence text, FindingCollector found) {
    this.text = text;
    this.found = found;
    this.gate = new EntropyGate(text);
  }

  /** Adds all findings; call it after the other rules. */
  public void scan() {
    tokens();
    hexRuns();
    base64Runs();
    FindingCollector.Covered covered = pairLength == 0 ? null : found.covered();
    for (int i = 0; covered != null && i < pairLength; i += 4) {
      // A run that is part of another finding is no half of a secret.
      if (!covered.overlaps(pairs[i], pairs[i + 1])
          && !covered.overlaps(pairs[i + 2], pairs[i + 3])) {
        add(pairs[i], pairs[i + 1]);
        add(pairs[i + 2], pairs[i + 3]);
      }
    }
  }

  private void add(int start, int end) {
    found.add(SecretKind.GENERIC_HIGH_ENTROPY, start, end);
  }

  private void tokens() {
    int length = text.length();
    int at = 0;
    while (at < length) {
      int start = at;
      while (at < length && isToken(text.charAt(at))) {
        at++;
      }
      int size = at - start;
      if (size >= MIN_TOKEN
          && size <= MAX_TOKEN
          && !isBase64Run(start, at)
          && gate.passes(start, at)) {
        token(start, at);
      }
      at++;
    }
  }

  /** Such a token is measured as a run of base64. */
  private boolean isBase64Run(int start, int end) {
    return base64End(start, end) == end;
  }

  private int base64End(int start, int limit) {
    int at = start;
    while (at < limit && isBase64(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isToken(char c) {
    return c < 128 && !isWhitespace(c);
  }

  /** A delimiter ends the finding, so that the structure of the text around it remains. */
  private void token(int start, int end) {
    int clamped = tokenEnd(text, start, end);
    for (int i = start; i < clamped; i++) {
      if (isAlphanumeric(text.charAt(i))) {
        add(start, clamped);
        return;
      }
    }
  }

  /** Looks at the last character that a run needs first: it rules out most places at once. */
  private void hexRuns() {
    int length = text.length();
    int start = 0;
    while (start + MIN_HEX <= length) {
      int at = start + MIN_HEX - 1;
      while (at >= start && isGroupedHex(text.charAt(at))) {
        at--;
      }
      start = at < start ? hexRun(start) : at + 1;
    }
  }

  private int hexRun(int start) {
    int length = text.length();
    int first = -1;
    int last = -1;
    int digits = 0;
    int different = 0;
    int at = start;
    while (at < length && isGroupedHex(text.charAt(at))) {
      int value = Character.digit(text.charAt(at), 16);
      if (value >= 0) {
        first = first < 0 ? at : first;
        last = at;
        digits++;
        different |= 1 << value;
      }
      at++;
    }
    if (digits >= MIN_HEX
        && Integer.bitCount(different) >= MIN_DIFFERENT_HEX
        && !isEncodedText(first, last + 1)) {
      add(first, last + 1);
    }
    return at;
  }

  /** Returns whether nearly all bytes are printable ASCII; those of a random key are not. */
  private boolean isEncodedText(int start, int end) {
    int printable = 0;
    for (int at = start; at + 1 < end; at += 2) {
      int high = Character.digit(text.charAt(at), 16);
      int low = Character.digit(text.charAt(at + 1), 16);
      if (high < 0 || low < 0) {
        return false; // grouped digits
      }
      printable += isPrintable(16 * high + low) ? 1 : 0;
    }
    return (end - start) % 2 == 0 && 20 * printable >= 9 * (end - start);
  }

  private static boolean isPrintable(int b) {
    return (b >= ' ' && b < 127) || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean isGroupedHex(char c) {
    return isHex(c) || c == ':' || c == '-';
  }

  private void base64Runs() {
    int lastStart = 0;
    int lastEnd = -1;
    int at = 0;
    while (at < text.length()) {
      int end = base64End(at, text.length());
      if (end > at) {
        base64Run(at, end);
        if (lastEnd >= 0) {
          pair(lastStart, lastEnd, at, end);
        }
        lastStart = at;
        lastEnd = end;
      }
      at = Math.max(end, at + 1);
    }
  }

  private void base64Run(int start, int end) {
    if (end - start >= MIN_TOKEN && gate.passes(start, end)) {
      add(start, end);
    }
  }

  private void pair(int start, int end, int nextStart, int nextEnd) {
    int joined = end - start + nextEnd - nextStart;
    if (joined < EntropyGate.MIN_DISTINCT
        || joined > MAX_TOKEN
        || !isOneSeparator(end, nextStart)
        || !gate.passes(start, end, nextStart, nextEnd)) {
      return;
    }
    if (pairLength == pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.max(32, 2 * pairLength));
    }
    pairs[pairLength++] = start;
    pairs[pairLength++] = end;
    pairs[pairLength++] = nextStart;
    pairs[pairLength++] = nextEnd;
  }

  /** Punctuation joins words; white space and other scripts are what splits a secret. */
  private boolean isOneSeparator(int from, int to) {
    char c = text.charAt(from);
    if (to - from == 2) {
      return Character.isHighSurrogate(c) && Character.isLowSurrogate(text.charAt(from + 1));
    }
    return to - from == 1 && (c > 127 || isWhitespace(c));
  }
}
