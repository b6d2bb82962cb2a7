// SPDX-License-Identifier: Apache-2.0
/**
 * What the parts of a policy decision cost. Not null-marked: JMH fills the fields after
 * construction.
 */
package io.portcullis.benchmarks.policy;
