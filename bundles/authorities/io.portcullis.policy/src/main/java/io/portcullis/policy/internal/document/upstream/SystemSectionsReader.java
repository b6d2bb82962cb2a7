// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document.upstream;

import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sections {@code filesystem} and {@code syscalls}. They bind what starts and isolates an
 * agent and are not consulted for a call, so each has a warning with the rule to write instead.
 */
public final class SystemSectionsReader {

  /** The names that the upstream language knows. */
  private static final Set<String> SYSCALLS =
      new TreeSet<>(
          Set.of(
              "brk",
              "clock_gettime",
              "close",
              "exit",
              "exit_group",
              "fstat",
              "getrandom",
              "lseek",
              "mmap",
              "munmap",
              "openat",
              "read",
              "rt_sigaction",
              "rt_sigprocmask",
              "write"));

  private static final String PATHS =
      "the section decides no call; in a portcullis/v1 document write a rule for each tool, such as"
          + " {name: read, tools: [read_file], when: 'path(args.path).within(\"/workspace\")',"
          + " effect: allow}";
  private static final String PROCESSES =
      "the section decides no call; in a portcullis/v1 document write a rule for processes, such as"
          + " {name: no-process, actions: [process_exec], effect: deny}";

  private final ParseContext reading;

  public SystemSectionsReader(ParseContext reading) {
    this.reading = reading;
  }

  /** Reads the sections, and adds their problems and warnings. */
  public void read(DocumentSection body) {
    SourceLocation filesystemPlace = body.placeOf("filesystem");
    DocumentSection filesystem = body.section("filesystem");
    if (filesystem != null) {
      reading.warnings().add(filesystemPlace, body.path("filesystem"), PATHS);
      paths(filesystem.section("read"));
      paths(filesystem.section("write"));
      filesystem.end();
    }
    SourceLocation syscallsPlace = body.placeOf("syscalls");
    DocumentSection syscalls = body.section("syscalls");
    if (syscalls != null) {
      reading.warnings().add(syscallsPlace, body.path("syscalls"), PROCESSES);
      names(syscalls);
      syscalls.end();
    }
  }

  private void paths(@Nullable DocumentSection verb) {
    if (verb == null) {
      return;
    }
    List<Scalar> paths = verb.texts("allow");
    for (Scalar path : paths == null ? List.<Scalar>of() : paths) {
      String text = path.text();
      if (!text.startsWith("/") || Arrays.asList(text.split("/")).contains("..")) {
        problem(
            path, verb, "'" + text + "' must be an absolute path without '..', such as /workspace");
      }
    }
    verb.end();
  }

  private void names(DocumentSection syscalls) {
    List<Scalar> names = syscalls.texts("allow");
    for (Scalar name : names == null ? List.<Scalar>of() : names) {
      if (!SYSCALLS.contains(name.text())) {
        problem(
            name,
            syscalls,
            "unknown system call '"
                + name.text()
                + "'"
                + NearestName.hint(name.text(), SYSCALLS)
                + "; known: "
                + String.join(", ", SYSCALLS));
      }
    }
  }

  private void problem(Scalar place, DocumentSection section, String message) {
    reading.problems().add(place.place(), section.path("allow"), message);
  }
}
