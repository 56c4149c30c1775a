/** conf/kubernetes without a cluster: what its files name is there, and says the same as the image. */
package owlboard.acceptance.kubernetes;
