// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.continuesExactly;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isUpperOrDigit;

import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import org.jspecify.annotations.Nullable;

/**
 * Finds tokens that their vendors mark with a prefix: Anthropic and OpenAI ({@code sk-}), GitHub
 * ({@code ghp_} and others), Slack ({@code xoxb-} and others) and AWS ({@code AKIA}, {@code ASIA}).
 * The vendors reserve the right to change lengths, so only a minimum is checked.
 */
public final class TokenPrefixes {

  private static final int MIN_AWS = 16;
  private static final int MIN_GITHUB = 8;
  private static final int MIN_SLACK = 6;
  private static final int MIN_ANTHROPIC = 8;
  private static final int MIN_OPENAI = 16;

  /** A run of this length is no word, even if it has neither a digit nor a capital letter. */
  private static final int LONG_RUN = 32;

  /** Only the first characters of a token are examined, so that a rejected prefix costs little. */
  private static final int MAX_LOOK = 64;

  private final CharSequence text;
  private final FindingCollector found;

  public TokenPrefixes(CharSequence text, FindingCollector found) {
    this.text = text;
    this.found = found;
  }

  /** Looks for a prefix that ends with the hyphen at an index. */
  public void hyphen(int at) {
    char last = at < 2 ? 0 : text.charAt(at - 1);
    if (last == 'k' && text.charAt(at - 2) == 's') {
      secretKey(at);
    } else if (last == 'p' && continuesExactly(text, at - 4, "xapp")) {
      token(SecretKind.SLACK_APP_TOKEN, at - 4, at + 1, MIN_SLACK, true);
    } else if (last >= 'a' && continuesExactly(text, at - 4, "xox")) {
      SecretKind kind = slack(last);
      if (kind != null) {
        token(kind, at - 4, at + 1, MIN_SLACK, false);
      }
    }
  }

  private static @Nullable SecretKind slack(char letter) {
    return switch (letter) {
      case 'a' -> SecretKind.SLACK_OAUTH_TOKEN;
      case 'b' -> SecretKind.SLACK_BOT_TOKEN;
      case 'p' -> SecretKind.SLACK_USER_TOKEN;
      case 'e', 'r' -> SecretKind.SLACK_REFRESH_TOKEN;
      default -> null;
    };
  }

  private void secretKey(int at) {
    int start = at - 2;
    if (start > 0 && "-_".indexOf(text.charAt(start - 1)) >= 0) {
      return;
    }
    if (continuesExactly(text, at + 1, "ant-")) {
      token(SecretKind.ANTHROPIC_KEY, start, at + 5, MIN_ANTHROPIC, true);
    } else {
      token(SecretKind.OPENAI_KEY, start, at + 1, MIN_OPENAI, true);
    }
  }

  /** Looks for a prefix that ends with the underscore at an index. */
  public void underscore(int at) {
    if (continuesExactly(text, at - 3, "gh")) {
      SecretKind kind = gitHub(text.charAt(at - 1));
      if (kind != null) {
        token(kind, at - 3, at + 1, MIN_GITHUB, true);
      }
    } else if (continuesExactly(text, at - 10, "github_pat")) {
      token(SecretKind.GITHUB_PAT, at - 10, at + 1, MIN_GITHUB, true);
    }
  }

  private static @Nullable SecretKind gitHub(char letter) {
    return switch (letter) {
      case 'o' -> SecretKind.GITHUB_OAUTH_TOKEN;
      case 'p' -> SecretKind.GITHUB_PAT;
      case 'r' -> SecretKind.GITHUB_REFRESH_TOKEN;
      case 's' -> SecretKind.GITHUB_APP_TOKEN;
      case 'u' -> SecretKind.GITHUB_USER_TOKEN;
      default -> null;
    };
  }

  /** Looks for an access key whose second letter stands at an index. */
  public void accessKey(int at) {
    int body = at + 3;
    if (at < 1
        || text.charAt(at - 1) != 'A'
        || !continuesExactly(text, at + 1, "IA")
        || !startsWord(at - 1)) {
      return;
    }
    int end = body;
    while (end < text.length() && isUpperOrDigit(text.charAt(end))) {
      end++;
    }
    if (end - body >= MIN_AWS) {
      found.add(SecretKind.AWS_ACCESS_KEY, at - 1, end);
    }
  }

  private void token(SecretKind kind, int start, int body, int least, boolean random) {
    // Otherwise high_ghs_, task- or weighs_ would begin a token.
    if (!startsWord(start) || found.covers(kind, start)) {
      return;
    }
    int near = tokenEnd(kind, body, Math.min(text.length(), body + MAX_LOOK));
    if (near - body >= least && (!random || looksRandom(body, near))) {
      found.add(kind, start, tokenEnd(kind, near, text.length()));
    }
  }

  /** Words of a language have neither a digit nor a capital letter, and are short. */
  private boolean looksRandom(int start, int end) {
    int run = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      run = isAlphanumeric(c) ? run + 1 : 0;
      if (isUpperOrDigit(c) || run == LONG_RUN) {
        return true;
      }
    }
    return false;
  }

  private boolean startsWord(int start) {
    return start == 0 || !isAlphanumeric(text.charAt(start - 1));
  }

  private int tokenEnd(SecretKind kind, int from, int limit) {
    int end = from;
    while (end < limit && (isAlphanumeric(text.charAt(end)) || isInner(kind, end))) {
      end++;
    }
    return end;
  }

  private boolean isInner(SecretKind kind, int at) {
    char c = text.charAt(at);
    return switch (kind) {
      case ANTHROPIC_KEY, OPENAI_KEY -> c == '-' || c == '_';
      // It may carry a JSON web token, whose parts are separated by dots.
      case GITHUB_APP_TOKEN ->
          c == '_'
              || c == '-'
              || (c == '.' && at + 1 < text.length() && isAlphanumeric(text.charAt(at + 1)));
      case GITHUB_OAUTH_TOKEN, GITHUB_PAT, GITHUB_REFRESH_TOKEN, GITHUB_USER_TOKEN -> c == '_';
      default -> c == '-';
    };
  }
}
