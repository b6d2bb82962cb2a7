// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of approvals. An invalid value denies every request. */
@ObjectClassDefinition(
    id = ApprovalConfig.PID,
    name = "Portcullis approvals",
    description = "Calls that need the approval of a person")
public @interface ApprovalConfig {
  /** The PID of the configuration. */
  String PID = "io.portcullis.approval";

  /** Returns a path. */
  @AttributeDefinition(
      name = "Folder",
      description =
          "The folder of the queue; a relative path starts at the home of the distribution")
  String folder() default "data/approvals";

  /** Returns the entries. */
  @AttributeDefinition(
      name = "Reviewers",
      description =
          "Each name;group,group;sha256:HEX, as 'portcullis reviewer NAME' prints it; HEX is the"
              + " SHA-256 of the reviewer's token")
  String[] reviewers() default {};

  /** Returns true, false or an empty text. */
  @AttributeDefinition(
      name = "Local user",
      description =
          "true: the owner of the control socket may decide; false: only reviewers may. Empty: true"
              + " if no reviewers are configured")
  String localUser() default "";

  /** Returns the number of people. */
  @AttributeDefinition(
      name = "Required approvals",
      description =
          "How many different people must approve a call, from 1 to 10; one rejection is final")
  int requiredApprovals() default 1;

  /** Returns the entries. */
  @AttributeDefinition(
      name = "Groups",
      description =
          "Each tool=group,group: the groups whose reviewers may decide calls of that tool. The"
              + " tool is a name or a prefix with * at the end; the first match counts. Any"
              + " reviewer may decide the calls of a tool without a match")
  String[] groups() default {};

  /** Returns the maximum number of calls. */
  @AttributeDefinition(
      name = "Maximum waiting calls",
      description = "The maximum number of waiting calls; further calls are denied at once")
  int maxWaiting() default 20_000;

  /** Returns the maximum number of characters. */
  @AttributeDefinition(
      name = "Maximum argument characters",
      description =
          "The maximum number of characters in all waiting calls, mostly arguments; further calls"
              + " are denied at once")
  long maxArgumentChars() default 64L << 20;

  /** Returns a URL. */
  @AttributeDefinition(
      name = "Webhook",
      description =
          "An http or https URL that is notified when a call starts and stops waiting, without its"
              + " arguments. Empty: none")
  String webhookUrl() default "";

  /** Returns a path. */
  @AttributeDefinition(
      name = "Webhook secret",
      description =
          "A file of mode 0600 with the secret that signs the webhook's messages, at least 16"
              + " bytes; required with a webhook")
  String webhookSecretFile() default "";
}
