// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.document.DocumentReader;
import io.portcullis.policy.internal.document.DocumentSetWarnings;
import io.portcullis.policy.internal.document.RuleNames;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.effect.CounterNames;
import io.portcullis.policy.internal.ruleset.reader.ExpressionCache;
import io.portcullis.policy.internal.yaml.ProblemCollector;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Loads policy documents: all of them, or none if one cannot be used. Thread-safe. */
public final class PolicyLoader {

  /** The maximum number of documents in a folder. */
  public static final int MAX_DOCUMENTS = PolicyFiles.MAX_DOCUMENTS;

  private final ExpressionCache expressions = new ExpressionCache();

  /** Creates a loader. It keeps compiled expressions, so use one loader for all reloads. */
  public PolicyLoader() {}

  /**
   * Loads a document, or all documents of a folder: the files named {@code *.yaml} and {@code
   * *.yml} in the order of their names, except for hidden ones. Symbolic links are followed;
   * subfolders are not read. The documents are read until two complete reads are equal.
   *
   * @throws PolicyException with every problem found; also if a document cannot be read, is larger
   *     than 1 MiB or changes meanwhile, or the folder holds no document or too many
   */
  public Policies load(Path fileOrFolder) throws PolicyException {
    return load(PolicyFiles.readStable(fileOrFolder));
  }

  /**
   * Loads documents that were read before.
   *
   * @param files one complete read
   * @throws PolicyException with every problem found, also if a document could not be read
   */
  public Policies load(PolicyFiles files) throws PolicyException {
    if (!files.failure().isEmpty()) {
      throw new PolicyException(
          List.of(new PolicyProblem(files.place(), 1, 1, "", files.failure())));
    }
    Loading loading = new Loading(files.isFolder(), expressions.load());
    files.entries().forEach(loading::file);
    return loading.end();
  }

  /**
   * Loads one document from memory.
   *
   * @param name the name of the document in problems and decisions
   * @param utf8 the document
   * @throws PolicyException with every problem found
   */
  public Policies parse(String name, byte[] utf8) throws PolicyException {
    Loading loading = new Loading(false, expressions.load());
    loading.document(name, name, utf8);
    return loading.end();
  }

  /** Returns the number of compiled expressions that the next load can use. */
  int keptExpressions() {
    return expressions.size();
  }

  /** The state of one load. */
  private static final class Loading {
    private final boolean cascade;
    private final List<PolicyDocument> documents = new ArrayList<>();
    private final List<PolicyProblem> problems = new ArrayList<>();
    private final List<PolicyProblem> warnings = new ArrayList<>();
    private final MessageDigest digest = ContentDigest.start();
    private final ExpressionCache.Load expressions;
    private final RuleNames names = new RuleNames();
    private final CounterNames counters = new CounterNames();

    Loading(boolean cascade, ExpressionCache.Load expressions) {
      this.cascade = cascade;
      this.expressions = expressions;
    }

    void file(PolicyFiles.Entry entry) {
      byte[] bytes = entry.bytes();
      if (bytes != null) {
        document(entry.path(), entry.name(), bytes);
      } else {
        problems.add(new PolicyProblem(entry.path(), 1, 1, "", entry.failure()));
      }
    }

    void document(String file, String name, byte[] bytes) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
      ProblemCollector found = new ProblemCollector(file);
      ProblemCollector remarks = new ProblemCollector(file);
      PolicyDocument document =
          DocumentReader.read(name, bytes, cascade, expressions, found, remarks);
      if (document != null) {
        names.add(document, found);
        counters.add(document.effects(), found);
        documents.add(document);
      }
      problems.addAll(found.sorted());
      warnings.addAll(remarks.sorted());
    }

    Policies end() throws PolicyException {
      if (!problems.isEmpty()) {
        throw new PolicyException(problems.stream().limit(ProblemCollector.LIMIT).toList());
      }
      expressions.keep();
      DocumentSetWarnings remarks = DocumentSetWarnings.of(documents, cascade);
      warnings.addAll(remarks.all());
      return new Policies(
          documents,
          cascade,
          warnings,
          HexFormat.of().formatHex(digest.digest()),
          remarks.silence());
    }
  }
}
