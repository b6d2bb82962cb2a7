// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Who may approve, and how much may wait. A value that cannot be understood denies every request.
 */
@ObjectClassDefinition(
    id = ApprovalConfig.PID,
    name = "Portcullis approvals",
    description = "Calls that wait for a person")
public @interface ApprovalConfig {
  /** The configuration's name. */
  String PID = "io.portcullis.approval";

  /** A path. */
  @AttributeDefinition(
      name = "Folder",
      description =
          "Where the queue is kept; a relative path starts at the home of the distribution")
  String folder() default "data/approvals";

  /** Entries. */
  @AttributeDefinition(
      name = "Reviewers",
      description =
          "Each name;group,group;sha256:HEX, as 'portcullis reviewer NAME' prints it; HEX is the"
              + " SHA-256 of the reviewer's token")
  String[] reviewers() default {};

  /** A word. */
  @AttributeDefinition(
      name = "Local user",
      description =
          "true: the user who owns the control socket may decide; false: only reviewers may. Empty:"
              + " true if no reviewers are configured")
  String localUser() default "";

  /** People. */
  @AttributeDefinition(
      name = "Required approvals",
      description =
          "How many different people must approve a call, from 1 to 10; one rejection is final")
  int requiredApprovals() default 1;

  /** Entries. */
  @AttributeDefinition(
      name = "Groups",
      description =
          "Each tool=group,group: who may decide calls of that tool; the tool is a name or a start"
              + " of names with * at the end, and the first that fits counts. A tool that none fits"
              + " may be decided by any reviewer")
  String[] groups() default {};

  /** Calls. */
  @AttributeDefinition(
      name = "Most waiting calls",
      description = "How many calls may wait; what comes on top is denied at once")
  int maxWaiting() default 20_000;

  /** Characters. */
  @AttributeDefinition(
      name = "Most argument characters",
      description =
          "How many characters all waiting calls may hold together, most of them arguments; what"
              + " comes on top is denied at once")
  long maxArgumentChars() default 64L << 20;

  /** A URL. */
  @AttributeDefinition(
      name = "Webhook",
      description =
          "An http or https URL that is told when a call begins and ends to wait, never its"
              + " arguments. Empty: none")
  String webhookUrl() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Webhook secret",
      description =
          "A file of mode 0600 with the secret that signs what the webhook is told, of at least 16"
              + " bytes; needed if there is a webhook")
  String webhookSecretFile() default "";
}
