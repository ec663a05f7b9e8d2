/** The image `hello-world`: one program that says that everything works. */
import { Layer } from "../kernel/mod.ts";
import { emptyRunConfig, type ImageParts } from "../store/image.ts";
import { storeLayer } from "../store/layer-tar.ts";
import { created, program } from "./base.ts";

export async function helloWorld(): Promise<ImageParts> {
  return {
    layers: [await storeLayer(Layer.from([program("/hello", "hello")]))],
    config: {
      ...emptyRunConfig(),
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      Cmd: ["/hello"],
    },
    created,
    history: [
      { created, created_by: "the program hello of dks" },
      { created, created_by: 'CMD ["/hello"]', empty_layer: true },
    ],
  };
}
