// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyException;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.PolicyProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says of documents whether they can be used, each for itself. */
final class ValidateCommand {
  private final OutputStream out;

  ValidateCommand(OutputStream out) {
    this.out = out;
  }

  int run(List<String> files) throws UsageException, IOException {
    if (files.isEmpty()) {
      throw new UsageException("no document is named");
    }
    boolean usable = true;
    for (String file : files) {
      usable &= validate(file);
    }
    out.flush();
    return usable ? ExitCode.OK : ExitCode.INVALID;
  }

  private boolean validate(String file) throws UsageException, IOException {
    try {
      Policies policies = new PolicyLoader().load(Paths.parse(file));
      for (PolicyProblem warning : policies.warnings()) {
        print(place(warning) + "warning: " + warning.message());
      }
      print(file + ": ok");
      return true;
    } catch (PolicyException e) {
      for (PolicyProblem problem : e.problems()) {
        print(place(problem) + problem.message());
      }
      return false;
    }
  }

  private static String place(PolicyProblem problem) {
    return problem.file() + ":" + problem.line() + ":" + problem.column() + ": ";
  }

  private void print(String line) throws IOException {
    out.write((Printable.line(line) + '\n').getBytes(StandardCharsets.UTF_8));
  }
}
