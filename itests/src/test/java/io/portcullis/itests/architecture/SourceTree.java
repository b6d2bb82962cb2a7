// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of this checkout that people read: sources, documentation and build files. */
final class SourceTree {
  static final Path ROOT = Path.of("..");
  private static final List<String> NOT_OURS = List.of("target", ".git");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

  private SourceTree() {}

  /** A Java file of main code. */
  record JavaFile(Path path, String text) {
    String packageName() {
      Matcher declaration = PACKAGE.matcher(text);
      if (!declaration.find()) {
        throw new AssertionError("no package declaration: " + path);
      }
      return declaration.group(1);
    }

    String simpleName() {
      return path.getFileName().toString().replace(".java", "");
    }

    boolean declaresType() {
      return !simpleName().equals("package-info");
    }

    long lines() {
      return text.lines().count();
    }

    /** Lines with more on them than comments. */
    long codeLines() {
      return COMMENT.matcher(text).replaceAll("").lines().filter(line -> !line.isBlank()).count();
    }
  }

  static List<JavaFile> mainCode() {
    return files(path -> path.toString().endsWith(".java") && contains(path, "main")).stream()
        .map(path -> new JavaFile(path, read(path)))
        .toList();
  }

  static List<Path> files(Predicate<Path> wanted) {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(path -> NOT_OURS.stream().noneMatch(name -> contains(path, name)))
          .filter(Files::isRegularFile)
          .filter(wanted)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean contains(Path path, String name) {
    return path.startsWith(ROOT.resolve(name))
        || Stream.iterate(path, Path::getParent)
            .takeWhile(parent -> parent != null && parent.getFileName() != null)
            .anyMatch(parent -> parent.getFileName().toString().equals(name));
  }

  static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
