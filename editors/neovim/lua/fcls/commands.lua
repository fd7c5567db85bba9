-- `:FclsPlan`, `:FclsDeploy` and the others.
local fcls = require('fcls')

local M = {}

local function client()
  local found = fcls.client(0)
  if not found then
    vim.notify('fcls is not attached to this buffer: see :checkhealth fcls', vim.log.levels.WARN)
  end
  return found
end

--- Commands that read the file as it is saved.
M.changes = { ['fcls.deploy'] = true, ['fcls.updateConfig'] = true, ['fcls.updateCode'] = true, ['fcls.update'] = true }

--- Runs a command of the server.
---@param name string
---@param argument table
function M.run(name, argument)
  local server = client()
  if not server then
    return
  end
  -- The server cannot save, and while it asks nobody else can.
  if M.changes[name] and vim.bo.modified then
    local file = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t')
    if vim.fn.confirm('fcls: ' .. file .. ' has changes that are not saved.', '&Save and go on\n&Cancel', 1) ~= 1 then
      return
    end
    vim.cmd.write()
  end
  argument.uri = vim.uri_from_bufnr(0)
  local params = { command = name, arguments = { argument } }
  local function ended(error)
    if error then
      vim.notify('fcls: ' .. error.message, vim.log.levels.ERROR)
    end
  end
  fcls.call(server, 'request', 'workspace/executeCommand', params, ended, 0)
end

--- The function that the cursor stands in, if it stands in one; the server knows.
local function here(kind, name, argument)
  local server = client()
  if not server then
    return
  end
  local params = vim.lsp.util.make_range_params(0, server.offset_encoding)
  params.context = { diagnostics = {}, only = { kind }, triggerKind = 1 }
  fcls.call(server, 'request', 'textDocument/codeAction', params, function(error, actions)
    local action = (actions or {})[1]
    if error or not action then
      return M.run(name, argument)
    end
    if action.disabled then
      return vim.notify('fcls: ' .. action.disabled.reason, vim.log.levels.WARN)
    end
    local given = action.command and action.command.arguments and action.command.arguments[1] or {}
    M.run(name, vim.tbl_extend('force', { resource = given.resource }, argument))
  end, 0)
end

--- Names of functions and domains for completion after a command.
local function resources(typed)
  local server = fcls.client(0)
  local answer = server
    and fcls.call(server, 'request_sync', 'textDocument/codeLens', { textDocument = { uri = vim.uri_from_bufnr(0) } }, 500, 0)
  local names = {}
  for _, lens in ipairs(answer and answer.result or {}) do
    local argument = lens.data or (lens.command and lens.command.arguments and lens.command.arguments[1]) or {}
    if argument.resource and vim.startswith(argument.resource, typed) then
      names[argument.resource] = true
    end
  end
  return vim.tbl_keys(names)
end

--- A command on a named function, or on the one at the cursor; with a bang on the whole file.
local function on_resource(name, kind, more)
  return function(call)
    local argument = more and more(call) or {}
    local resource = call.fargs[1]
    if resource then
      argument.resource = resource
      M.run(name, argument)
    elseif call.bang then
      M.run(name, argument)
    else
      here(kind, name, argument)
    end
  end
end

local function words(list)
  return function(typed)
    return vim.tbl_filter(function(word)
      return vim.startswith(word, typed)
    end, list)
  end
end

local function restart()
  local server = client()
  if not server then
    return
  end
  local buffers = vim.tbl_keys(server.attached_buffers or {})
  fcls.call(server, 'stop')
  vim.defer_fn(function()
    for _, buffer in ipairs(buffers) do
      if vim.api.nvim_buf_is_valid(buffer) then
        vim.api.nvim_exec_autocmds('FileType', { buffer = buffer })
      end
    end
  end, 500)
end

function M.create()
  local function command(name, callback, options)
    vim.api.nvim_create_user_command(name, callback, options)
  end
  local named = { nargs = '?', bang = true, complete = resources }
  local function documented(text)
    return vim.tbl_extend('force', named, { desc = text })
  end
  command('FclsPlan', on_resource('fcls.plan', 'source.fcls.plan'), documented('Show what a deploy would change'))
  command('FclsDeploy', on_resource('fcls.deploy', 'source.fcls.deploy'), documented('Deploy after a confirmation'))
  command(
    'FclsUpdateConfig',
    on_resource('fcls.updateConfig', 'source.fcls.updateConfig'),
    documented('Deploy all but the code')
  )
  command(
    'FclsUpdateCode',
    on_resource('fcls.updateCode', 'source.fcls.updateCode'),
    documented('Deploy the code alone')
  )
  command('FclsPull', on_resource('fcls.pull', 'source.fcls.pull'), documented('Bring the file up to what is live'))
  command('FclsPublish', on_resource('fcls.publish', 'source.fcls.invoke'), documented('Publish a version'))
  command('FclsInvoke', function(call)
    local argument = { payload = call.args ~= '' and call.args or nil }
    here('source.fcls.invoke', 'fcls.invoke', argument)
  end, { nargs = '*', desc = 'Call the function at the cursor with an event' })
  command('FclsAdopt', function(call)
    M.run('fcls.adopt', { name = call.fargs[1] })
  end, { nargs = '?', desc = 'Write a live function into the file' })
  command('FclsSignIn', function()
    M.run('fcls.signIn.status', {})
  end, { desc = 'Whose credentials are used' })
  command('FclsTarget', function(call)
    M.run('fcls.target.select', { target = call.fargs[1] })
  end, { nargs = '?', complete = words({ 'cloud', 'emulator' }), desc = 'Cloud or emulator, for this session' })
  command('FclsRestart', restart, { desc = 'Start the server anew' })
  command('FclsLog', function()
    vim.cmd.tabedit(vim.lsp.get_log_path and vim.lsp.get_log_path() or vim.lsp.log.get_filename())
  end, { desc = 'Open the log of the server' })
end

return M
