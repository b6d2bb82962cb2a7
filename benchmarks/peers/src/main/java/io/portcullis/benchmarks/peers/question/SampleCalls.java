// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.question;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The calls that engines are asked about. */
public final class SampleCalls {
  /** So many different calls take turns. A power of two. */
  public static final int VARIETY = 1 << 10;

  /** The folder of the path fence, with a slash at the end. */
  public static final String FOLDER = "/home/user/notes/";

  private static final int PATHS = 50;

  private SampleCalls() {}

  /** A call. Immutable as long as nobody writes to its arguments. */
  public static final class Call {
    private final String tool;
    private final byte[] arguments;

    private Call(String tool, byte[] arguments) {
      this.tool = tool;
      this.arguments = arguments;
    }

    /** Returns the name of the tool. */
    public String tool() {
      return tool;
    }

    /** Returns the arguments as JSON in UTF-8, not a copy. */
    public byte[] arguments() {
      return arguments;
    }
  }

  /** Returns the names that a policy of so many names allows. */
  public static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(n -> "tool_" + n).toList();
  }

  /** Returns calls with one right answer. */
  public static Call[] of(Question question, boolean allowed) {
    return IntStream.range(0, VARIETY).mapToObj(n -> of(question, allowed, n)).toArray(Call[]::new);
  }

  private static Call of(Question question, boolean allowed, int n) {
    if (question.isAboutNames()) {
      // 7919 is prime: neighbours in time are not neighbours in the policy.
      int drawn = (int) (n * 7919L % question.names());
      return call((allowed ? "tool_" : "other_") + drawn, "{}");
    }
    if (question == Question.PATHS) {
      return call("read", paths(n, allowed ? FOLDER : "/home/user/other/"));
    }
    return call("pay", payment(allowed ? 1 + n % 1_000 : 1_001 + n));
  }

  /** Returns a call with these arguments. */
  public static Call call(String tool, String arguments) {
    return new Call(tool, arguments.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns arguments of about one kibibyte. */
  public static String payment(int amount) {
    return "{\"title\":\"Quarterly report\",\"body\":\""
        + "All figures are in thousands. ".repeat(28)
        + "\",\"amount\":"
        + amount
        + ",\"currency\":\"EUR\",\"path\":\"/home/user/notes/a/file.txt\","
        + "\"paths\":[\"/home/user/notes/0/file.txt\",\"/home/user/notes/1/file.txt\"],"
        + "\"draft\":false}";
  }

  /** Returns arguments with 50 paths, of which the last lies in another folder or not. */
  public static String paths(int first, String folderOfLast) {
    String paths =
        IntStream.range(0, PATHS)
            .mapToObj(n -> (n == PATHS - 1 ? folderOfLast : FOLDER) + (first + n) + "/file.txt")
            .collect(Collectors.joining("\",\"", "[\"", "\"]"));
    return "{\"title\":\"Quarterly report\",\"paths\":" + paths + ",\"draft\":false}";
  }
}
