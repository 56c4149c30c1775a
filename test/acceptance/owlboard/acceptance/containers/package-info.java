/** The container image and the compose files, on a Docker engine where one can run. */
package owlboard.acceptance.containers;
