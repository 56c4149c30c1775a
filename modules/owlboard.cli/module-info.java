/** The command line of the image. */
module owlboard.cli {
    requires jdk.unsupported;
}
