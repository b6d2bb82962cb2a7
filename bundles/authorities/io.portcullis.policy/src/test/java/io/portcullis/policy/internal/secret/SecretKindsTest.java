// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static io.portcullis.policy.internal.secret.Scans.kinds;
import static io.portcullis.policy.internal.secret.Scans.redacted;
import static io.portcullis.policy.internal.secret.Scans.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.secret.finding.SecretKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, connection strings and keys, in the formats of their vendors; all of them made up. */
class SecretKindsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "key sk-a~nt-api03-FAKEFAKEFAKEFAKE_-x end | key [REDACTED:AnthropicKey] end",
        "sk-a~nt-FAKEFAKE | [REDACTED:AnthropicKey]",
        "OPENAI=sk-p~roj-FAKEFAKEFAKEFAKE0 | OPENAI=[REDACTED:OpenAiKey]",
        "(sk-~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) | ([REDACTED:OpenAiKey])",
        "AK~IAFAKEFAKEFAKE1234 | [REDACTED:AwsAccessKey]",
        "id:AS~IAFAKEFAKEFAKE1234, next | id:[REDACTED:AwsAccessKey], next",
        "gh~p_FAKEfake0FAKEfake1FAKEfake2FAKEfake3 | [REDACTED:GitHubPat]",
        "gh~p_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | [REDACTED:GitHubPat]",
        "github_p~at_FAKEfake0FAKEfake1FAKE_FAKEfake2 | [REDACTED:GitHubPat]",
        "gh~o_FAKEfake0FAKE; | [REDACTED:GitHubOAuthToken];",
        "gh~u_FAKEfake0FAKE. | [REDACTED:GitHubUserToken].",
        "gh~r_FAKEfake0FAKE\" | [REDACTED:GitHubRefreshToken]\"",
        "gh~s_FAKEfake0FAKE | [REDACTED:GitHubAppToken]",
        "gh~s_12345_fakeA.fakeB.fake-C. | [REDACTED:GitHubAppToken].",
        "TOKEN_gh~p_FAKEfake0 | TOKEN_[REDACTED:GitHubPat]",
        "xox~b-123-fake | [REDACTED:SlackBotToken]",
        "xox~p-123-fake x | [REDACTED:SlackUserToken] x",
        "xox~a-2-fakes | [REDACTED:SlackOAuthToken]",
        "xox~r-fakefake | [REDACTED:SlackRefreshToken]",
        "xox~e-1-fakefake | [REDACTED:SlackRefreshToken]",
        "xoxe.xox~p-1-fakefake | xoxe.[REDACTED:SlackUserToken]",
        "xap~p-1-FAKE-12-fake | [REDACTED:SlackAppToken]",
        "post~gres://fake@db/app next | [REDACTED:PostgresUrl] next",
        "jdbc:post~gresql://db/app | jdbc:[REDACTED:PostgresUrl]",
        "POST~GRESQL+psycopg2://db/app | [REDACTED:PostgresUrl]",
        "my~sql://db/app?x=1, next | [REDACTED:MysqlUrl], next",
        "my~sqlx://db/app | [REDACTED:MysqlUrl]",
        "mongo~db://db1/app | [REDACTED:MongodbUrl]",
        "mongo~db+srv://db1/app | [REDACTED:MongodbUrl]",
        "post~gres://fake:fa,ke;)@db/app next | [REDACTED:PostgresUrl] next",
        "Default~EndpointsProtocol=https;AccountName=fake;Account~Key=FAKE==;x |"
            + " [REDACTED:AzureConnectionString];AccountName=fake;[REDACTED:AzureConnectionString];x",
        "shared~accesskey=FAKE | [REDACTED:AzureConnectionString]",
        "{\"type\": \"service~_account\", \"x\": 1} | {[REDACTED:GcpServiceAccount], \"x\": 1}",
        "{\"type\":\"service~_account\"} | {[REDACTED:GcpServiceAccount]}",
        "{\\\"type\\\" : \\\"service~_account\\\"} | {[REDACTED:GcpServiceAccount]}",
      })
  void replacesTheTokenAlone(String text, String expected) {
    assertThat(redacted(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a task-force, a risk-based plan2024, desk-Sharing-Room-Number-42",
        "disk-~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "sk-learn-based-classification-with-words",
        "sk-SK and sk-12",
        "sk-~ant-short",
        "AKIA~TOOSHORT1234567",
        "akia~fakefakefake1234",
        "EURAKIA~FAKEFAKEFAKE1234",
        "EURASIA~NECONOMICCOMMUNITY",
        "Asia and Asian",
        "weighs_12345678 and highs_12345678",
        "gh~p_short1",
        "ghp_word_word_word",
        "gh~x_FAKEfake0FAKEfake1",
        "xoxb- and xox~b-abc",
        "xox~z-123456-fake",
        "xapp-symbolic-icons",
        "postgres:// and mysql://",
        "postgresql:x and mysql:/x",
        "post-gres://x",
        "AccountKey= and AccountKey",
        "\"type\": \"service_accounts\"",
        "\"types\": \"service_account\"",
        "type: service_account",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY----",
      })
  void passesWhatOnlyResemblesAToken(String text) {
    assertThat(redacted(text)).isEqualTo(text(text));
  }

  @ParameterizedTest
  @CsvSource({
    "RSA PRIVATE KEY, RsaPrivateKey",
    "EC PRIVATE KEY, EcPrivateKey",
    "OPENSSH PRIVATE KEY, OpensshPrivateKey",
    "PRIVATE KEY, PrivateKey",
    "ENCRYPTED PRIVATE KEY, PrivateKey",
    "DSA PRIVATE KEY, PrivateKey",
    "PGP PRIVATE KEY BLOCK, PgpPrivateKey",
    "rsa private key, RsaPrivateKey",
  })
  void replacesAWholePrivateKey(String label, String kind) {
    String key = "-----BEGIN " + label + "-----\nFAKE\nwJ8=\n-----END " + label + "-----";

    assertThat(redacted("a " + key + " b")).isEqualTo("a [REDACTED:" + kind + "] b");
    assertThat(redacted(key.replace("\n", "\\n"))).isEqualTo("[REDACTED:" + kind + "]");
    assertThat(redacted(key + key)).isEqualTo(("[REDACTED:" + kind + "]").repeat(2));
  }

  @Test
  void replacesTheLinesOfAPrivateKeyWithoutAnEnd() {
    String lines = "\nFAKEFAKEFAKEFAKEFAKE\nFAKEFAKEFAKEFAKEFAKE\nwJ8=";
    String key = "-----BEGIN PRIVATE KEY-----" + lines;

    assertThat(redacted(key)).isEqualTo("[REDACTED:PrivateKey]");
    assertThat(redacted(key + "\n\nThe end.")).isEqualTo("[REDACTED:PrivateKey]\n\nThe end.");
    assertThat(redacted("-----BEGIN PRIVATE KEY----- begins a key."))
        .isEqualTo("[REDACTED:PrivateKey] begins a key.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "alice@example.com | [REDACTED:EmailAddress]",
        "write to alice@example.com. | write to [REDACTED:EmailAddress].",
        "contact=alice@example.com | [REDACTED:EmailAddress]",
        "(alice.b+c@mail.example.co.at) | ([REDACTED:EmailAddress])",
        "<alice@example.com>,bob@example.org | <[REDACTED:EmailAddress]>,[REDACTED:EmailAddress]",
        "alice@example.com:pass | [REDACTED:EmailAddress]:pass",
        "請聯絡alice@example.com，謝謝 | 請聯絡[REDACTED:EmailAddress]，謝謝",
        "用户@例子.广告 | [REDACTED:EmailAddress]",
        "alice@例子.广告 | [REDACTED:EmailAddress]",
        "alice@xn--fsqu00a.xn--55qw42g | [REDACTED:EmailAddress]",
        "\uD83D\uDE00alice@example.com\uD83D\uDE00 |"
            + " \uD83D\uDE00[REDACTED:EmailAddress]\uD83D\uDE00",
        "a@b.example@c.example | [REDACTED:EmailAddress]",
      })
  void replacesAMailbox(String text, String expected) {
    assertThat(redacted(text)).isEqualTo(expected);
  }

  @Test
  void replacesAMailboxAfterALongLabelAlone() {
    String label = "x".repeat(70) + "?mail:";

    assertThat(redacted(label + "alice@example.com")).isEqualTo(label + "[REDACTED:EmailAddress]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@alice and alice@ and @",
        "alice@localhost",
        "pkg@4.18.2 and node@18.x",
        "alice@example..com",
        "alice@.com",
        "alice@192.168.0.1",
        "git@example.com:team/repo.git",
        "ssh://git@example.com/team/repo",
        "user@example.c",
      })
  void passesWhatIsNoMailbox(String text) {
    assertThat(redacted(text)).isEqualTo(text);
  }

  @Test
  void namesTwentySevenKindsAndNoOther() {
    assertThat(Arrays.stream(SecretKind.values()).map(SecretKind::text))
        .hasSize(28)
        .doesNotHaveDuplicates()
        .endsWith("Custom");
    assertThat(kinds("gh~p_FAKEfake0 alice@example.com AK~IAFAKEFAKEFAKE1234"))
        .containsExactly("AwsAccessKey", "EmailAddress", "GitHubPat");
    assertThat(kinds("nothing")).isEmpty();
  }

  @Test
  void namesEveryKindInAUrl() {
    assertThat(kinds("URL=mongo~db://admin:pass@db.example.com/gh~p_FAKEfake0"))
        .contains("MongodbUrl", "EmailAddress", "GitHubPat");
    assertThat(redacted("URL=mongo~db://admin:pass@db.example.com/gh~p_FAKEfake0"))
        .isEqualTo("[REDACTED:MongodbUrl]");
  }
}
