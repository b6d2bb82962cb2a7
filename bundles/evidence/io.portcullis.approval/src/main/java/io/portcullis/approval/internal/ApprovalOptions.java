// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.approval.internal.config.ApprovalConfig;
import io.portcullis.approval.internal.config.ApprovalText;
import io.portcullis.approval.internal.notification.WebhookSettings;
import io.portcullis.approval.internal.review.Entitlement;
import io.portcullis.approval.internal.review.GroupRule;
import io.portcullis.approval.internal.review.ReviewerEntry;
import io.portcullis.approval.internal.review.ReviewerIdentity;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import io.portcullis.support.text.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parsed and checked configuration.
 *
 * @param folder the folder of the queue
 * @param reviewers the reviewers with tokens
 * @param localUser whether a user of this machine may decide
 * @param entitlement the number and the groups of the reviewers that a call needs
 * @param maxWaiting the maximum number of waiting calls
 * @param maxChars the maximum number of characters in all waiting calls
 * @param webhook the webhook to notify, or null
 */
record ApprovalOptions(
    Path folder,
    List<ReviewerEntry> reviewers,
    boolean localUser,
    Entitlement entitlement,
    int maxWaiting,
    long maxChars,
    @Nullable WebhookSettings webhook) {
  private static final int MAX_NEEDED = 10;

  ApprovalOptions {
    reviewers = List.copyOf(reviewers);
  }

  static ApprovalOptions read(ApprovalConfig config, @Nullable String home) {
    List<ReviewerEntry> reviewers = reviewers(config.reviewers());
    return new ApprovalOptions(
        ConfiguredValue.path("folder", config.folder(), home),
        reviewers,
        localUser(config.localUser(), reviewers),
        new Entitlement(
            ConfiguredValue.within("requiredApprovals", config.requiredApprovals(), 1, MAX_NEEDED),
            rules(config.groups())),
        ConfiguredValue.within("maxWaiting", config.maxWaiting(), 1, 1_000_000),
        ConfiguredValue.within("maxArgumentChars", config.maxArgumentChars(), 1, Integer.MAX_VALUE),
        webhook(config, home));
  }

  private static List<ReviewerEntry> reviewers(String[] texts) {
    List<ReviewerEntry> reviewers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> tokens = new HashSet<>();
    for (String text : texts) {
      String key = "reviewers[" + reviewers.size() + "]";
      ReviewerEntry entry = ReviewerEntry.parse(key, text);
      // Names are compared without case when approvals are counted, so such names would be one
      // person.
      if (!names.add(entry.name().toLowerCase(Locale.ROOT))) {
        throw new InvalidValueException(key, "has the name of another reviewer");
      }
      if (!tokens.add(entry.tokenSha256())) {
        throw new InvalidValueException(key, "has the token of another reviewer");
      }
      reviewers.add(entry);
    }
    return reviewers;
  }

  private static boolean localUser(String text, List<ReviewerEntry> reviewers) {
    return text.isBlank() ? reviewers.isEmpty() : ConfiguredValue.flag("localUser", text);
  }

  private static List<GroupRule> rules(String[] texts) {
    List<GroupRule> rules = new ArrayList<>();
    for (String text : texts) {
      rules.add(GroupRule.parse("groups[" + rules.size() + "]", text));
    }
    return rules;
  }

  private static @Nullable WebhookSettings webhook(ApprovalConfig config, @Nullable String home) {
    String url = config.webhookUrl().strip();
    if (url.isEmpty()) {
      return null;
    }
    return WebhookSettings.read(
        url, ConfiguredValue.path("webhookSecretFile", config.webhookSecretFile(), home));
  }

  /**
   * Returns why calls may wait in vain, or an empty text: fewer reviewers may decide than needed.
   */
  String shortage() {
    if (eligible(List.of()) < entitlement.needed()) {
      return "fewer people may decide than must approve, so every approval expires";
    }
    for (GroupRule rule : entitlement.rules()) {
      if (eligible(rule.groups()) < entitlement.needed()) {
        return "fewer people may decide '%s' than must approve, so its approvals expire"
            .formatted(PrintableText.line(ApprovalText.cut(rule.pattern())));
      }
    }
    return "";
  }

  /**
   * Returns why a waiting call expires, or an empty text: the policy asks for groups in which too
   * few reviewers are.
   */
  String shortage(ReviewRequest waiting) {
    List<String> configured = entitlement.groups(waiting.call().tool());
    return eligible(waiting.groups(), configured) >= entitlement.needed()
        ? ""
        : "fewer people may decide the waiting call %s than must approve, so it expires; its groups: %s"
            .formatted(
                waiting.id(),
                PrintableText.line(ApprovalText.cut(String.join(", ", waiting.groups()))));
  }

  private long eligible(List<String> groups) {
    return eligible(groups, List.of());
  }

  private long eligible(List<String> groups, List<String> more) {
    long count = reviewers.stream().filter(each -> isIn(each, groups) && isIn(each, more)).count();
    return groups.isEmpty() && more.isEmpty() && localUser ? count + 1 : count;
  }

  private static boolean isIn(ReviewerEntry reviewer, List<String> groups) {
    return new ReviewerIdentity(ReviewerIdentity.REVIEWER, reviewer.name(), reviewer.groups())
        .isIn(groups);
  }
}
