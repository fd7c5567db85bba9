-- What the server asks of this client beyond the protocol (docs/editors.md): a line to type, a choice, the clipboard,
-- and plans as documents that are never written to the disk.
local M = {}

--- Shows the two sides of a plan, or a document of the server, in a tab of its own.
---@param client table
---@param uri string
local function show_virtual(client, uri)
  local function buffer(address, ended)
    require('fcls').call(client, 'request', 'fcls/planDocument', { uri = address }, function(_, answer)
      local text = type(answer) == 'table' and answer.text
      if type(text) ~= 'string' then
        return ended(nil)
      end
      local made = vim.fn.bufadd(address)
      vim.fn.bufload(made)
      vim.bo[made].modifiable = true
      vim.api.nvim_buf_set_lines(made, 0, -1, false, vim.split(text:gsub('\n$', ''), '\n'))
      for option, value in pairs({ buftype = 'nofile', bufhidden = 'wipe', swapfile = false, modifiable = false }) do
        vim.bo[made][option] = value
      end
      if address:match('%.yaml%?') then
        vim.bo[made].filetype = 'yaml'
      end
      ended(made)
    end, 0)
  end
  buffer(uri, function(new)
    if not new then
      return
    end
    buffer((uri:gsub('^fcls%-plan:', 'fcls-live:')), function(live)
      vim.cmd('tabnew')
      local empty = vim.api.nvim_get_current_buf()
      if live then
        vim.api.nvim_set_current_buf(live)
        vim.cmd('diffthis')
        vim.cmd('rightbelow vsplit')
      end
      vim.api.nvim_set_current_buf(new)
      if live then
        vim.cmd('diffthis')
      end
      if vim.api.nvim_buf_is_valid(empty) and vim.api.nvim_buf_get_name(empty) == '' then
        pcall(vim.api.nvim_buf_delete, empty, {})
      end
    end)
  end)
end

M['window/showDocument'] = function(error, params, context, config)
  if type(params) == 'table' and tostring(params.uri):match('^fcls%-plan:') then
    local client = vim.lsp.get_client_by_id(context.client_id)
    -- The answer must not wait for the request that this makes.
    vim.schedule(function()
      show_virtual(client, params.uri)
    end)
    return { success = true }
  end
  return vim.lsp.handlers['window/showDocument'](error, params, context, config)
end

M['fcls/input'] = function(_, params)
  local typed = vim.fn.input({ prompt = params.prompt .. ' ', cancelreturn = vim.NIL })
  return { value = typed }
end

M['fcls/pick'] = function(_, params)
  local lines = { params.title }
  for number, item in ipairs(params.items) do
    table.insert(lines, ('%d: %s'):format(number, item))
  end
  return { value = params.items[vim.fn.inputlist(lines)] or vim.NIL }
end

M['fcls/copy'] = function(_, params)
  vim.fn.setreg('"', params.text)
  pcall(vim.fn.setreg, '+', params.text)
  vim.notify('fcls: copied')
  return vim.NIL
end

return M
