// SPDX-License-Identifier: Apache-2.0
package com.example.notes;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ordinary LangChain4j tools over a folder of notes; they know nothing of the gate. */
public final class Notes {
  private final Path folder;

  /**
   * Creates the tools.
   *
   * @param folder the folder that holds the notes
   */
  public Notes(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a note.
   *
   * @param name the note's file name
   * @return its text
   * @throws IOException if the note cannot be read
   */
  @Tool(name = "read_note", value = "Reads a note")
  public String read(@P(name = "name", value = "file name") String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /**
   * Deletes a note.
   *
   * @param name the note's file name
   * @return a confirmation
   * @throws IOException if the note cannot be deleted
   */
  @Tool(name = "delete_note", value = "Deletes a note")
  public String delete(@P(name = "name", value = "file name") String name) throws IOException {
    Files.delete(folder.resolve(name));
    return "deleted " + name;
  }
}
