/** Gives a bot a picture, as BotFather's /setuserpic does: cut to a square of Telegram's size. */
import { Button, FileButton, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Bot } from "./api.ts";
import { base64Of } from "./read-file.ts";

const side = 320;

export function PictureButton({ bot }: { bot: Bot }) {
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: async (file: File) => api.setPicture(bot.id, await base64Of(await squared(file))),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["bots"] }),
  });
  return (
    <>
      <FileButton
        accept="image/*"
        inputProps={{ "aria-label": `Picture for ${bot.name}` }}
        onChange={(file) => file && set.mutate(file)}
      >
        {(props) => (
          <Button {...props} size="compact-sm" variant="default" loading={set.isPending}>
            {bot.picture === null ? "Set picture" : "Change picture"}
          </Button>
        )}
      </FileButton>
      {set.error && (
        <Text size="xs" c="red" role="alert">
          {set.error.message}
        </Text>
      )}
    </>
  );
}

async function squared(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error("This file is no picture.");
  });
  const cut = Math.min(picture.width, picture.height);
  const canvas = new OffscreenCanvas(side, side);
  const [x, y] = [(picture.width - cut) / 2, (picture.height - cut) / 2];
  canvas.getContext("2d")?.drawImage(picture, x, y, cut, cut, 0, 0, side, side);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
}
