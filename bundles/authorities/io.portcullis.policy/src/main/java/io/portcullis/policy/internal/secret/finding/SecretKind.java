// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.finding;

/** The kinds of secrets. The name in labels and in {@code secrets(..)} is {@link #text()}. */
public enum SecretKind {
  ANTHROPIC_KEY("AnthropicKey"),
  AWS_ACCESS_KEY("AwsAccessKey"),
  GCP_SERVICE_ACCOUNT("GcpServiceAccount"),
  OPENAI_KEY("OpenAiKey"),
  AZURE_CONNECTION_STRING("AzureConnectionString"),
  GITHUB_APP_TOKEN("GitHubAppToken"),
  GITHUB_OAUTH_TOKEN("GitHubOAuthToken"),
  GITHUB_PAT("GitHubPat"),
  GITHUB_REFRESH_TOKEN("GitHubRefreshToken"),
  GITHUB_USER_TOKEN("GitHubUserToken"),
  SLACK_APP_TOKEN("SlackAppToken"),
  SLACK_BOT_TOKEN("SlackBotToken"),
  SLACK_OAUTH_TOKEN("SlackOAuthToken"),
  SLACK_REFRESH_TOKEN("SlackRefreshToken"),
  SLACK_USER_TOKEN("SlackUserToken"),
  MONGODB_URL("MongodbUrl"),
  MYSQL_URL("MysqlUrl"),
  POSTGRES_URL("PostgresUrl"),
  EC_PRIVATE_KEY("EcPrivateKey"),
  OPENSSH_PRIVATE_KEY("OpensshPrivateKey"),
  PGP_PRIVATE_KEY("PgpPrivateKey"),
  PRIVATE_KEY("PrivateKey"),
  RSA_PRIVATE_KEY("RsaPrivateKey"),
  CREDIT_CARD_LUHN("CreditCardLuhn"),
  EMAIL_ADDRESS("EmailAddress"),
  SSN_PATTERN("SsnPattern"),
  GENERIC_HIGH_ENTROPY("GenericHighEntropy"),

  /** A pattern of a document or of a locale pack; the built-in scanner never finds it. */
  CUSTOM("Custom");

  /** The label of a secret without a kind of its own, and of a text that cannot be spliced. */
  public static final String PLAIN_LABEL = "[REDACTED]";

  private final String text;
  private final String label;

  SecretKind(String text) {
    this.text = text;
    this.label = text.equals("Custom") ? PLAIN_LABEL : "[REDACTED:" + text + "]";
  }

  /** Returns the name of the kind, such as {@code AwsAccessKey}. */
  public String text() {
    return text;
  }

  /** Returns the text that replaces a secret of this kind. */
  public String label() {
    return label;
  }

  /** Returns the rank of the label when findings overlap; the highest wins. */
  int priority() {
    return this == GENERIC_HIGH_ENTROPY ? 0 : this == EMAIL_ADDRESS ? 1 : 2;
  }
}
