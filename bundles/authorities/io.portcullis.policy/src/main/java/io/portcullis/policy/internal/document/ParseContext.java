// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.yaml.ProblemCollector;

/** What the readers of the sections share while one document is read. */
record ParseContext(
    String name, boolean cascade, ProblemCollector problems, ProblemCollector warnings) {}
