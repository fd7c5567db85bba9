-- What happens in a buffer of ours: commands, lenses, progress.
local M = {}

local group = vim.api.nvim_create_augroup('fcls', { clear = true })

--- Lenses that follow the text.
local function codelens(client, buffer)
  if not (client.server_capabilities.codeLensProvider and vim.lsp.codelens) then
    return
  end
  if vim.lsp.codelens.enable then -- 0.12 keeps them fresh itself
    return vim.lsp.codelens.enable(true, { bufnr = buffer })
  end
  local function refresh()
    if not vim.api.nvim_buf_is_valid(buffer) then
      return
    end
    if vim.fn.has('nvim-0.10') == 1 then
      vim.lsp.codelens.refresh({ bufnr = buffer })
    else
      vim.api.nvim_buf_call(buffer, vim.lsp.codelens.refresh)
    end
  end
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    buffer = buffer,
    callback = refresh,
  })
  refresh()
end

--- Progress in the message line, where Neovim has none of its own.
function M.progress()
  if vim.fn.exists('##LspProgress') == 0 then
    return
  end
  vim.api.nvim_create_autocmd('LspProgress', {
    group = vim.api.nvim_create_augroup('fcls.progress', { clear = true }),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      local value = (event.data.params or event.data.result or {}).value
      if not (client and client.name == 'fcls' and value and require('fcls').options.progress) then
        return
      end
      local text = ('fcls: %s'):format(value.message or value.title or '')
      vim.api.nvim_echo({ { text } }, false, {})
    end,
  })
end

---@param client table
---@param buffer integer
function M.attach(client, buffer)
  if require('fcls').options.codelens then
    codelens(client, buffer)
  end
end

return M
