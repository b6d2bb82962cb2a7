// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.document.DocumentReader;
import io.portcullis.policy.internal.document.PolicyDocument;
import io.portcullis.policy.internal.yaml.Place;
import io.portcullis.policy.internal.yaml.Problems;
import io.portcullis.policy.internal.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads policy documents; either all of them can be used, or none is. Thread-safe. */
public final class PolicyLoader {

  /** How many documents a folder may hold. */
  public static final int MAX_DOCUMENTS = 1_000;

  /** Makes a loader. */
  public PolicyLoader() {}

  /**
   * Loads a document, or all documents of a folder: the files named {@code *.yaml} and {@code
   * *.yml}, hidden ones left out, in the order of their names. Symbolic links are followed; folders
   * inside the folder are not read.
   *
   * @throws PolicyException with every problem found, also if something cannot be read, is larger
   *     than 1 MiB, or the folder holds no document or too many
   */
  public Policies load(Path fileOrFolder) throws PolicyException {
    Loading loading = new Loading(Files.isDirectory(fileOrFolder));
    if (!loading.cascade) {
      loading.file(fileOrFolder);
      return loading.end();
    }
    for (Path file : list(fileOrFolder)) {
      loading.file(file);
    }
    return loading.end();
  }

  /**
   * Reads one document from memory.
   *
   * @param name what problems and decisions call it
   * @param utf8 the document
   * @throws PolicyException with every problem found
   */
  public Policies parse(String name, byte[] utf8) throws PolicyException {
    Loading loading = new Loading(false);
    loading.document(name, name, utf8);
    return loading.end();
  }

  private static List<Path> list(Path folder) throws PolicyException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, PolicyLoader::isDocument)) {
      for (Path file : entries) {
        if (files.size() == MAX_DOCUMENTS) {
          throw failure(folder, "folder holds more than " + MAX_DOCUMENTS + " documents");
        }
        files.add(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw failure(folder, "folder cannot be read: " + kind(e));
    }
    if (files.isEmpty()) {
      throw failure(folder, "folder holds no document (*.yaml or *.yml)");
    }
    files.sort(Comparator.comparing(PolicyLoader::name));
    return files;
  }

  private static boolean isDocument(Path file) {
    String name = name(file);
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  private static PolicyException failure(Path path, String message) {
    return new PolicyException(List.of(new PolicyProblem(path.toString(), 1, 1, "", message)));
  }

  private static String kind(Exception e) {
    return e instanceof NoSuchFileException ? "it does not exist" : e.getClass().getSimpleName();
  }

  /** One load: what was found so far. */
  private static final class Loading {
    private final boolean cascade;
    private final List<PolicyDocument> documents = new ArrayList<>();
    private final List<PolicyProblem> problems = new ArrayList<>();
    private final List<PolicyProblem> warnings = new ArrayList<>();
    private final MessageDigest digest = sha256();

    Loading(boolean cascade) {
      this.cascade = cascade;
    }

    void file(Path file) {
      Problems unread = new Problems(file.toString());
      byte[] bytes = bytes(file, unread);
      problems.addAll(unread.sorted());
      if (bytes != null) {
        document(file.toString(), name(file), bytes);
      }
    }

    private static byte @Nullable [] bytes(Path file, Problems problems) {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        problems.add(Place.START, "", "not a regular file");
        return null;
      }
      try (InputStream in = Files.newInputStream(file)) {
        // One byte more than allowed is enough to refuse the rest.
        return in.readNBytes(YamlReader.MAX_BYTES + 1);
      } catch (IOException e) {
        problems.add(Place.START, "", "document cannot be read: " + kind(e));
        return null;
      }
    }

    void document(String file, String name, byte[] bytes) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
      Problems found = new Problems(file);
      Problems remarks = new Problems(file);
      PolicyDocument document = DocumentReader.read(name, bytes, cascade, found, remarks);
      if (document != null) {
        documents.add(document);
      }
      problems.addAll(found.sorted());
      warnings.addAll(remarks.sorted());
    }

    Policies end() throws PolicyException {
      if (!problems.isEmpty()) {
        throw new PolicyException(problems.stream().limit(Problems.LIMIT).toList());
      }
      return new Policies(documents, cascade, warnings, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
