import type { Command } from '../command.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export const completion: Command = {
  name: 'completion',
  summary: 'print a script that completes commands in your shell',
  arguments: [{ name: 'SHELL', help: shells.join(', '), required: true, offers: shells }],
  options: [],
  formats: [],
  examples: [
    { line: 'source <(kubedyno completion bash)', does: 'for this shell; put the line in ~/.bashrc to keep it' },
    { line: 'source <(kubedyno completion zsh)', does: 'for zsh, in ~/.zshrc after compinit' },
    { line: 'kubedyno completion fish > ~/.config/fish/completions/kubedyno.fish', does: 'for fish' },
  ],
  async run(context) {
    const { completionScript } = await import('../completion/script.ts')
    context.screen.out(await completionScript(context.argument(0) ?? '', context.commands))
    return 0
  },
}
