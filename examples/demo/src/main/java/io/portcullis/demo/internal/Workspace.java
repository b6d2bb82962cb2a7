// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The agent's tools over a real folder. They count their runs and keep what they were given. */
public final class Workspace {
  static final String NOTES = "notes.txt";
  private static final String OUTBOX = "outbox.txt";

  private final Path folder;
  private int runs;
  private String seen = "";

  Workspace(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve(NOTES), "buy a portcullis\n");
  }

  int runs() {
    return runs;
  }

  /** Returns the part of the latest run's arguments that is worth showing. */
  String seen() {
    return seen;
  }

  boolean notesAreThere() {
    return Files.exists(folder.resolve(NOTES));
  }

  String outbox() {
    try {
      Path outbox = folder.resolve(OUTBOX);
      return Files.exists(outbox) ? Files.readString(outbox) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one file. */
  @Tool(name = "read_file", value = "Reads a file of the workspace")
  public String readFile(@P(value = "name of the file", name = "name") String name)
      throws IOException {
    ran(name);
    return Files.readString(folder.resolve(name));
  }

  /** Lists the folder. */
  @Tool(name = "list_directory", value = "Lists the workspace")
  public String listDirectory() throws IOException {
    ran("");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }

  /** Deletes one file. */
  @Tool(name = "delete_file", value = "Deletes a file of the workspace")
  public void deleteFile(@P(value = "name of the file", name = "name") String name)
      throws IOException {
    ran(name);
    Files.delete(folder.resolve(name));
  }

  /** Puts a mail into the outbox. */
  @Tool(name = "send_email", value = "Sends a mail")
  public void sendEmail(
      @P(value = "who gets it", name = "to") String to,
      @P(value = "what it says", name = "body") String body)
      throws IOException {
    ran(body);
    Files.writeString(folder.resolve(OUTBOX), to + ": " + body + "\n");
  }

  /** Pays back. */
  @Tool(name = "send_refund", value = "Sends a refund to a customer")
  public String sendRefund(@P(value = "how much", name = "amount") int amount) {
    ran("");
    return "refunded " + amount;
  }

  private void ran(String what) {
    runs++;
    seen = what;
  }
}
