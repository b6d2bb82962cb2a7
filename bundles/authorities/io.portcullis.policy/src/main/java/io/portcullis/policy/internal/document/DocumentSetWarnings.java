// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.rules.Capabilities;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.model.PolicyProblem;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds warnings about documents that apply together.
 *
 * @param silence the place of a document that allows tools without an entry; null if no document
 *     does
 * @param open the place of a document with {@code default: allow}; null if no document has it
 * @param scanned the place of a document in an upstream form that is scanned although it has no
 *     section {@code data}; null if no document is
 */
public record DocumentSetWarnings(
    @Nullable PolicyProblem silence,
    @Nullable PolicyProblem open,
    @Nullable PolicyProblem scanned) {

  private static final String SILENCE =
      "no entry \"*\": every tool that is not named is allowed, and the transport's self-test"
          + " refuses such a policy; write \"*\": {allow: false} under 'tools', or \"*\": {allow:"
          + " true} if you mean it";
  private static final String SCANNED =
      "no section 'data': secrets, payment cards and e-mail addresses in the arguments are replaced"
          + " before a tool runs; write data: {credential_action: redact_only} if you mean it, or"
          + " alert_only if they may pass";

  private static final String OPEN =
      "default: allow: every tool that is not named is allowed; remove it, so that what nothing"
          + " allows is denied";

  /** Checks the documents of a set, or the single document. */
  public static DocumentSetWarnings of(List<PolicyDocument> documents, boolean cascade) {
    PolicyDocument silent = open(documents, cascade, true);
    PolicyDocument open = open(documents, cascade, false);
    PolicyDocument scanned = scannedOne(documents, cascade);
    return new DocumentSetWarnings(
        silent == null ? null : problem(silent, "tools", SILENCE),
        open == null ? null : problem(open, "default", OPEN),
        scanned == null ? null : problem(scanned, "data", SCANNED));
  }

  /** Returns all warnings. */
  public List<PolicyProblem> all() {
    return Stream.of(silence, open, scanned).filter(Objects::nonNull).toList();
  }

  /**
   * Returns the first document of a form that allows tools without an entry; null if none does. One
   * global document with a rule for all tools is enough, because it applies to every call.
   */
  private static @Nullable PolicyDocument open(
      List<PolicyDocument> documents, boolean cascade, boolean upstream) {
    if (documents.stream().anyMatch(each -> (global(each) || !cascade) && closes(each, cascade))) {
      return null;
    }
    return Stream.concat(documents.stream().filter(DocumentSetWarnings::global), documents.stream())
        .filter(each -> each.origin().upstream() == upstream && !closes(each, cascade))
        .findFirst()
        .orElse(null);
  }

  private static boolean global(PolicyDocument document) {
    return document.scope().kind() == Scope.Kind.GLOBAL;
  }

  /** Returns whether a document decides about every tool that it applies to. */
  private static boolean closes(PolicyDocument document, boolean scoped) {
    Capabilities capabilities = document.sections().capabilities();
    boolean listed = capabilities != null && capabilities.allow() != null;
    Scope scope = document.scope();
    boolean itsTool =
        scoped
            && scope.kind() == Scope.Kind.TOOL
            && document.tools().exact().containsKey(scope.id());
    return !document.ruleset().allowsByDefault()
        || listed
        || itsTool
        || document.tools().any() != null;
  }

  /** A section of a document that applies to every call decides for those without one. */
  private static @Nullable PolicyDocument scannedOne(
      List<PolicyDocument> documents, boolean cascade) {
    PolicyDocument found = null;
    for (PolicyDocument document : documents) {
      boolean says = document.sections().data() != null;
      if (says && (!cascade || global(document))) {
        return null;
      }
      if (found == null && !says && document.origin().upstream()) {
        found = document;
      }
    }
    return found;
  }

  private static PolicyProblem problem(PolicyDocument document, String key, String message) {
    PolicyDocument.Origin origin = document.origin();
    return new PolicyProblem(
        origin.file(), origin.tools().line(), origin.tools().column(), key, message);
  }
}
