// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A bank on a framework for MCP servers. It writes each payment to a file. */
enum BankServer {
  /** FastMCP for Python. */
  FAST_MCP(List.of("pay")) {
    @Override
    String install(Path target) throws IOException {
      Installation.requires("python3", "--version");
      Path environment = target.resolve("python-bank");
      Path python = environment.resolve("bin/python");
      Path requirements = SOURCE.resolve("python/bank-requirements.txt").toAbsolutePath();
      Path done = environment.resolve("installed.txt");
      if (!Files.exists(done) || Files.mismatch(requirements, done) != -1) {
        Installation.run(target, "python3", "-m", "venv", environment.toString());
        Installation.run(
            target, python.toString(), "-m", "pip", "install", "-q", "-r", requirements.toString());
        Files.copy(requirements, done, StandardCopyOption.REPLACE_EXISTING);
      }
      return python.toString();
    }

    @Override
    List<String> command(Path ledger) throws IOException {
      Path program = SOURCE.resolve("python/bank.py").toAbsolutePath();
      return List.of(installed(), program.toString(), ledger.toString());
    }
  },

  /** The module mcp-go; one of its tools decodes its arguments into a structure. */
  MCP_GO(List.of("pay", "pay_bound")) {
    @Override
    String install(Path target) throws IOException {
      Installation.requires("go", "version");
      Path folder = Files.createDirectories(target.resolve("go"));
      try (Stream<Path> sources = Files.list(SOURCE.resolve("go"))) {
        for (Path source : sources.toList()) {
          Files.copy(
              source, folder.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Installation.run(folder, "go", "build", "-mod=readonly", "-o", "bank", ".");
      return folder.resolve("bank").toString();
    }

    @Override
    List<String> command(Path ledger) throws IOException {
      return List.of(installed(), ledger.toString());
    }
  };

  private static final Path SOURCE = Path.of("src", "test");

  private final List<String> tools;
  private String program = "";

  BankServer(List<String> tools) {
    this.tools = tools;
  }

  /** Returns the names of its tools, each of which takes the number {@code amount}. */
  List<String> tools() {
    return tools;
  }

  /** Returns the command of a server with this ledger. */
  abstract List<String> command(Path ledger) throws IOException;

  /** Installs it, and returns its program. */
  abstract String install(Path target) throws IOException;

  synchronized String installed() throws IOException {
    if (program.isEmpty()) {
      program = install(Path.of("target").toAbsolutePath());
    }
    return program;
  }
}
