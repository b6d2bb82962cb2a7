// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.request.ArgumentsUnavailableException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.ruleset.RedactionPointer;
import io.portcullis.policy.model.PolicyRedaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Unites the redactions of rules with those of the scan for sensitive data. */
final class RuleRedactions {

  private static final String REPLACEMENT = "[REDACTED]";

  private RuleRedactions() {}

  /**
   * Returns all redactions, each place once: the whole value that a rule names replaces what was
   * found inside it.
   *
   * @param pointers what the rules name
   * @param found the redactions of the scan
   * @return null if a value cannot be replaced: the arguments are not JSON, or a lenient reader may
   *     find the value under another spelling of its name
   * @throws ArgumentsUnavailableException if the arguments are not known
   */
  static @Nullable List<PolicyRedaction> unite(
      List<RedactionPointer> pointers, RequestArguments arguments, List<PolicyRedaction> found)
      throws ArgumentsUnavailableException {
    if (pointers.isEmpty()) {
      return found;
    }
    if (arguments.absent()) {
      return found;
    }
    JsonValue value;
    try {
      value = arguments.value();
    } catch (ArgumentsUnavailableException e) {
      throw e;
    } catch (InvalidArgumentsException e) {
      return null;
    }
    List<RedactionPointer> existing = new ArrayList<>();
    for (RedactionPointer pointer : pointers) {
      switch (pointer.find(value)) {
        case VALUE -> existing.add(pointer);
        case MISSING -> {}
        case UNCLEAR -> {
          return null;
        }
      }
    }
    return united(existing, found);
  }

  private static List<PolicyRedaction> united(
      List<RedactionPointer> existing, List<PolicyRedaction> found) {
    List<PolicyRedaction> all = new ArrayList<>();
    for (RedactionPointer pointer : existing) {
      boolean inside =
          existing.stream()
              .anyMatch(
                  other -> !other.text().equals(pointer.text()) && other.covers(pointer.text()));
      if (!inside) {
        all.add(new PolicyRedaction(pointer.text(), REPLACEMENT));
      }
    }
    for (PolicyRedaction redaction : found) {
      if (existing.stream().noneMatch(pointer -> pointer.covers(redaction.pointer()))) {
        all.add(redaction);
      }
    }
    return all;
  }
}
