// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.secret.locale.LocalePack;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scan is linear in the text: it reads no character of any text very often. */
class ScanStepsTest {

  private static final int LENGTH = 200_000;

  /** How often a character may be read on average, by all rules together. */
  private static final int MAX_READS = 60;

  /** Counts the characters that are read. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long reads;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      reads += end - start;
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a",
        "Z9",
        "-",
        "_",
        ":",
        "=",
        "@",
        "[",
        "7",
        "K",
        "S",
        "\"",
        "é",
        "\uD83D\uDE00",
        "a@",
        "a@b.",
        "a@b.cc ",
        "a@b.cc@",
        "1 ",
        "1-",
        "4111 ",
        "123-45-",
        "4111111111111111",
        "sk-",
        "sk-ant-",
        "sk-aaaaaaaaaaaaaaaaaa_",
        "gh" + "p_",
        "gh" + "p_a_",
        "gh" + "s_a.",
        "github_pat_",
        "xox" + "b-",
        "xox" + "b-abcdef-",
        "xap" + "p-a-",
        "AKIA",
        "AKIA ",
        "AKIAAAAAAAAAAAAAAAAAAA",
        "://",
        "postgres://",
        "postgres://a,",
        "mysql+a://x;",
        "mongodb+srv://",
        "AccountKey=",
        "AccountKey=x;",
        "DefaultEndpointsProtocol=",
        "service_account",
        "\"type\":\"service_account\"",
        "      _account",
        "-----BEGIN ",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA\n",
        "-----BEGIN PRIVATE KEY----------END ",
        "-----END ",
        "[REDACTED",
        "[REDACTED]",
        "[REDACTED:EmailAddress]",
        "abcdefghijklmnopqrstuvwxyz0123456789 ",
        "ABCDEFGHIJKLabcdefghijkl mnopqrstuvwxMNOPQRST",
        "0123456789abcdef:",
        "統編12345675",
        "+886",
        "(02)",
        "A12345678",
        "ｖ０",
      })
  void readsEachCharacterAFewTimes(String repeated) {
    Counted text = new Counted(repeated.repeat(LENGTH / repeated.length()));

    SecretScanner.scan(text);
    LocalePack.ZH_TW.scan(text, null);

    assertThat(text.reads).isLessThan((long) MAX_READS * LENGTH);
  }
}
